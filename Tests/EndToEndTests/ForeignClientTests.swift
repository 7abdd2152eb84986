import Testing

/// Clients that others wrote for HAL, and that know nothing of this server: each finds its way from the root by
/// relations and templates, appends, reads what it wrote, and deletes it.
@Suite(.serialized) struct ForeignClientTests {
    static let clients = ["restnavigator", "halchemy", "coreapi"]

    @Test(arguments: clients, [false, true])
    func `a client that knows nothing but HAL reads, appends and deletes`(
        client: String, isFilled: Bool
    ) throws {
        let server = try ServerProcess(["--store", "memory"])
        if isFilled { try server.fill() }
        try server.expect("\(client)_session.py")
    }

    @Test(arguments: clients)
    func `so it does where addresses are not redirected`(client: String) throws {
        let server = try ServerProcess(["--store", "memory", "--use-canonical-urls", "false"])
        try server.expect("\(client)_session.py")
    }

    @Test(arguments: clients)
    func `so it does where payloads are objects`(client: String) throws {
        let server = try ServerProcess(["--store", "memory", "--payloads", "object"])
        try server.expect("\(client)_session.py")
    }

    // halchemy joins references to the root of the server, so it needs the server there.
    @Test(arguments: ["restnavigator", "coreapi"])
    func `so it does behind a prefix`(client: String) throws {
        let server = try ServerProcess()
        try server.expect("\(client)_session.py", below: "/some/base/")
    }
}
