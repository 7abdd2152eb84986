/// One of the things that a server serves: where it is reached and who answers there. A connection belongs to the
/// site of the socket on which it came, for as long as it lives; limits, loops and memory are those of the whole
/// server.
package struct Site: Sendable {
    /// The addresses to listen on. Each must be free.
    package var listeners: [ListenAddress]
    /// Sockets that listen already: whoever started the process opened them.
    package var sockets: [InheritedSocket]
    /// How many connections may wait to be accepted at each of ``listeners``, for each loop. The kernel may make it
    /// less; sockets that listen already keep theirs.
    package var backlog: Int
    /// Whether the one kind of request with both Content-Length and Transfer-Encoding is taken that ``BareUpload``
    /// describes. All others are 400 in any case.
    package var takesBareUploads: Bool
    /// Answers a request whose head is complete. It runs on the connection's loop: what blocks must go elsewhere.
    package var answer: @Sendable (consuming Request) -> ResponsePromise
    /// Makes the answer to what is no request, in the words of the site's face.
    package var refuse: @Sendable (Refusal) -> Response

    /// How many connections may wait where nobody said a number.
    package static let usualBacklog = 4_096

    /// A site that is reached at these addresses and sockets.
    package init(
        listeners: [ListenAddress], sockets: [InheritedSocket] = [],
        backlog: Int = Site.usualBacklog, takesBareUploads: Bool = false,
        answer: @escaping @Sendable (consuming Request) -> ResponsePromise,
        refuse: @escaping @Sendable (Refusal) -> Response
    ) {
        self.listeners = listeners
        self.sockets = sockets
        self.backlog = backlog
        self.takesBareUploads = takesBareUploads
        self.answer = answer
        self.refuse = refuse
    }

    /// A site whose requests a router answers.
    package init(
        listeners: [ListenAddress], sockets: [InheritedSocket] = [],
        backlog: Int = Site.usualBacklog, takesBareUploads: Bool = false, router: Router
    ) {
        self.init(
            listeners: listeners, sockets: sockets, backlog: backlog,
            takesBareUploads: takesBareUploads,
            answer: { (request: consuming Request) in router.answer(request) },
            refuse: { router.refuse($0) })
    }
}
