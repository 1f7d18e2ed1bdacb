/// The page's program, in pieces: each is a constant of an extension, in a file named for what it does.
///
/// What comes out of the session reaches the page through `textContent` and attributes that hold no program; nothing is
/// ever parsed as HTML.
enum PageScript {
    static let text =
        "\"use strict\";\n(() => {\n"
        + [token, signers, session, reading, format, graph, list, scrubber, filters, main].joined() + "})();\n"
}
