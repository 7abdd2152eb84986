import JSON
import Octets

/// What every document is made of.
extension DocumentSchema {
    static let link = DocumentSchema(
        "Link",
        [
            "description":
                "A link (draft-kelly-json-hal-11). `href` is relative to the address of the document.",
            "type": "object", "required": ["href"],
            "properties": [
                "href": ["type": "string", "minLength": 1],
                "templated": [
                    "description": "Whether `href` is a URI template (RFC 6570).",
                    "type": "boolean",
                ],
                "type": ["description": "What to send as `Accept`.", "type": "string"],
                "name": ["type": "string"], "title": ["type": "string"],
                "hreflang": ["type": "string"],
            ],
        ])

    static let links = DocumentSchema(
        "Links",
        [
            "description": "Links by relation: one, or an array.", "type": "object",
            "required": ["self", "curies"],
            "properties": [
                "self": reference(to: "Link"),
                "curies": ["type": "array", "minItems": 1, "items": reference(to: "Link")],
            ],
            "additionalProperties": [
                "oneOf": [
                    reference(to: "Link"), ["type": "array", "items": reference(to: "Link")],
                ]
            ],
        ])

    /// A form as documents embed it (`hal-api.md` §5.9).
    static let form = DocumentSchema(
        "Form",
        [
            "description":
                "What can be done: a JSON schema (draft 07) of what to send, with a hyper-schema link that says where and how.",
            "type": "object", "required": ["links", "_links"],
            "properties": [
                "$schema": ["type": "string"], "title": ["type": "string"],
                "links": [
                    "type": "array", "minItems": 1,
                    "items": [
                        "type": "object", "required": ["rel", "href", "targetHints"],
                        "properties": [
                            "rel": ["type": "string"], "href": ["type": "string", "minLength": 1],
                            "targetHints": ["type": "object"],
                            "submissionMediaType": ["type": "string"],
                            "headerSchema": ["type": "object"],
                        ],
                    ],
                ],
                "_links": [
                    "type": "object", "required": ["self"],
                    "properties": ["self": reference(to: "Link")],
                ],
            ],
        ])

    /// Problem details (RFC 9457).
    static let problem = DocumentSchema(
        "Problem",
        [
            "description":
                "Problem details (RFC 9457). With links if `Accept` names `application/hal+json`.",
            "type": "object", "required": ["type", "title", "status"],
            "properties": [
                "type": ["type": "string"], "title": ["type": "string"],
                "status": ["type": "integer", "minimum": 400, "maximum": 599],
                "detail": ["type": "string"], "instance": ["type": "string"],
                "errors": [
                    "description": "What is wrong with the request, in its order.", "type": "array",
                    "items": reference(to: "Fault"),
                ],
                "moreErrors": ["description": "Whether there are more.", "type": "boolean"],
                "_links": reference(to: "Links"), "_embedded": ["type": "object"],
            ],
        ])

    /// One thing that is wrong with a body or a header (`hal-api.md` §3.5).
    static let fault = DocumentSchema(
        "Fault",
        [
            "type": "object", "required": ["rule", "detail"],
            "properties": [
                "pointer": [
                    "description": "Where: a JSON pointer (RFC 6901) into the body.",
                    "type": "string",
                ],
                "header": [
                    "description": "The header field, if it is at fault.", "type": "string",
                ],
                "rule": [
                    "description":
                        "The keyword of the schema that refuses it; `json` for what is none.",
                    "type": "string",
                ],
                "detail": ["type": "string"],
            ],
            "oneOf": [["required": ["pointer"]], ["required": ["header"]]],
        ])

    /// What stands in a redirect, for clients that do not follow it (`hal-api.md` §14.5).
    static let redirect = hal(
        "Redirect", "A link to the `Location`.", state: [], links: ["self"])
}
