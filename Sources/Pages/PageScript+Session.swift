extension PageScript {
    /// Parses the session's JSON: its head, and the position of each event's payload. Payloads are parsed when they are
    /// looked at; their text is shown as it was signed.
    static let session = #"""
        function splitSession(text) {
          let at = 0;
          const fail = (what) => { throw new Error(what + " at character " + at); };
          const skipSpace = () => { while (text.charCodeAt(at) <= 32) at++; };
          const skipString = () => {
            for (;;) {
              at = text.indexOf("\"", at + 1);
              if (at < 0) fail("a string does not end");
              let slashes = 0;
              while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
              if (slashes % 2 === 0) { at++; return; }
            }
          };
          const skipValue = () => {
            const start = at;
            const first = text.charCodeAt(at);
            if (first === 34) {
              skipString();
            } else if (first === 123 || first === 91) {
              let depth = 0;
              do {
                const unit = text.charCodeAt(at);
                if (unit === 34) { skipString(); continue; }
                if (unit === 123 || unit === 91) depth++;
                else if (unit === 125 || unit === 93) depth--;
                else if (unit !== unit) fail("the text ends");
                at++;
              } while (depth > 0);
            } else {
              while (at < text.length && !",]} \t\r\n".includes(text[at])) at++;
            }
            if (at === start) fail("a value is missing");
            return start;
          };
          const members = (take) => {
            if (text[at] !== "{") fail("no object");
            at++;
            skipSpace();
            while (text[at] !== "}") {
              const start = at;
              if (text[at] !== "\"") fail("no key");
              skipString();
              const key = JSON.parse(text.slice(start, at));
              skipSpace();
              if (text[at] !== ":") fail("no colon");
              at++;
              skipSpace();
              take(key);
              skipSpace();
              if (text[at] === ",") { at++; skipSpace(); } else if (text[at] !== "}") fail("no comma");
            }
            at++;
          };
          const read = () => { const start = skipValue(); return JSON.parse(text.slice(start, at)); };

          const run = {};
          const kinds = [], times = [], starts = [], ends = [];
          const event = () => {
            const place = kinds.length;
            let kind = "", time = 0, index = -1, start = 0, end = 0;
            members((key) => {
              if (key === "idx") index = read();
              else if (key === "kind") kind = read();
              else if (key === "ts_ms") time = read();
              else if (key === "payload") { start = skipValue(); end = at; }
              else fail("an unknown member");
            });
            const number = facts.kinds.indexOf(kind);
            if (index !== place || number < 0) fail("event " + place + " is out of order or of an unknown kind");
            kinds.push(number); times.push(time); starts.push(start); ends.push(end);
          };
          skipSpace();
          members((key) => {
            if (key !== "events") { run[key] = read(); return; }
            if (text[at] !== "[") fail("no events");
            at++;
            skipSpace();
            while (text[at] !== "]") {
              event();
              skipSpace();
              if (text[at] === ",") { at++; skipSpace(); } else if (text[at] !== "]") fail("no comma");
            }
            at++;
          });
          return {
            run, count: kinds.length,
            kind: Uint8Array.from(kinds), time: Float64Array.from(times),
            payloadText: (i) => ends[i] ? text.slice(starts[i], ends[i]) : "{}",
          };
        }

        """#
}
