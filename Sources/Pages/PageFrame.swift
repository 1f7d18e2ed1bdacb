internal import Objects

/// The page's HTML, around its style sheet, its program and its data.
enum PageFrame {
    /// - Parameters:
    ///   - facts: JSON.
    ///   - token: base64url and a dot, which needs no escaping.
    static func html(title: String, facts: String, token: String) -> [UInt8] {
        var bytes = Array(head(title: title).utf8)
        bytes.append(contentsOf: body.utf8)
        // Within a script element nothing is an escape, and only "<" could end it.
        let safeFacts = facts.split(separator: "<", omittingEmptySubsequences: false).joined(separator: #"\u003c"#)
        bytes.append(contentsOf: #"<script type="application/json" id="facts">\#(safeFacts)</script>"#.utf8)
        bytes.append(contentsOf: "\n<script type=\"text/plain\" id=\"token\">".utf8)
        bytes.append(contentsOf: token.utf8)
        bytes.append(contentsOf: "</script>\n<script>\(PageScript.text)</script>\n</body>\n</html>\n".utf8)
        return bytes
    }

    /// Only the one program and the one style sheet may run, known by their hashes; nothing may be loaded.
    private static let policy =
        "default-src 'none'; script-src '\(hash(PageScript.text))'; style-src '\(hash(PageStyle.text))'; "
        + "base-uri 'none'; form-action 'none'"

    private static func hash(_ text: String) -> String {
        "sha256-\(Base64.encode(Digest(of: Array(text.utf8)).bytes))"
    }

    private static func head(title: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>\(escaped(title))</title>
        <style>\(PageStyle.text)</style>
        </head>

        """
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\0": escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let body = #"""
        <body>
        <header>
        <div class="top">
          <p class="eyebrow">Sealed agent session</p>
          <button type="button" class="plain" id="theme" aria-label="Change between light and dark">Dark</button>
        </div>
        <h1 id="session">…</h1>
        <div class="badge" id="badge" role="status" data-state="checking">
          <svg data-for="verified" hidden width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M11 2 18.5 5v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.500V5Z"/><path d="m7.6 11 2.4 2.5 4.5-5"/></svg>
          <svg data-for="not-verified" hidden width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M11 2 18.5 5v5.500c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.500V5Z"/><path d="m8.3 8.3 5.4 5.400m0-5.4-5.4 5.4"/></svg>
          <svg data-for="unchecked" hidden width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><circle cx="11" cy="11" r="8.5"/><path d="M11 6.500v5.500m0 3.200v.1"/></svg>
          <div><strong id="verdict">Checking the signature</strong><p id="reason"></p></div>
        </div>
        <details class="proof">
          <summary>Signature and key</summary>
          <dl id="proof"></dl>
          <form class="check" id="check">
            <label class="hidden" for="other">Check with a public key of your own</label>
            <input id="other" autocomplete="off" spellcheck="false" placeholder="Check with a public key of your own: base64, or a line of OpenSSH">
            <button type="submit">Check</button>
            <label class="file">Or with a file: your signers file, or a key <input type="file" id="signers"></label>
            <button type="button" class="save" id="save">Save the token</button>
          </form>
        </details>
        <dl class="facts" id="facts-of-run"></dl>
        <div class="outcome" id="outcome"></div>
        </header>
        <main>
        <section aria-labelledby="graph-title">
          <div class="heading"><h2 id="graph-title">Execution graph</h2><p id="graph-count"></p></div>
          <div class="graph" id="graph"></div>
          <ul class="hidden" id="handoffs" aria-label="Handoffs"></ul>
          <p class="remark" id="remark"></p>
        </section>
        <section aria-labelledby="timeline-title">
          <div class="heading">
            <h2 id="timeline-title">Timeline</h2><p id="count" role="status"></p>
            <button type="button" class="plain" id="clear" hidden>Clear filters</button>
          </div>
          <div class="filters">
            <div class="chips" id="kinds" role="group" aria-label="Filter by kind"></div>
            <div class="chips" id="agents" role="group" aria-label="Filter by agent"></div>
          </div>
          <div class="player">
            <div class="deck">
              <p class="now" id="now"></p>
              <button type="button" class="step" id="previous" aria-label="Previous event"><svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M10 3 5 8l5 5"/></svg></button>
              <button type="button" class="step" id="next" aria-label="Next event"><svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m6 3 5 5-5 5"/></svg></button>
            </div>
            <div class="scrubber" id="scrubber" role="slider" tabindex="0" aria-label="Scrub through the events" aria-valuemin="0" aria-valuemax="0" aria-valuenow="0">
              <canvas id="ticks" aria-hidden="true"></canvas><div class="head" id="head" hidden></div>
            </div>
            <div class="ends" id="ends" aria-hidden="true"></div>
            <div class="list" id="list" role="region" aria-label="Events" tabindex="0">
              <div class="space" id="space" role="list"></div>
              <p class="empty" id="empty" hidden>No event passes the filters.</p>
            </div>
          </div>
        </section>
        </main>
        <footer>Read from the sealed token in this file. Nothing is loaded from anywhere else.</footer>
        <noscript><p>This page reads and verifies the token in it with a program. Without one, use <code>at1 session verify</code> and <code>at1 session show</code>.</p></noscript>

        """#
}
