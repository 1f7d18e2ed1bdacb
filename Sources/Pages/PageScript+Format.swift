extension PageScript {
    /// Formats numbers, times and JSON for display.
    static let format = #"""
        const clock = (milliseconds) => {
          const sign = milliseconds < 0 ? "-" : "";
          const total = Math.abs(milliseconds);
          const two = (value) => String(value).padStart(2, "0");
          const hours = Math.floor(total / 3600000);
          const rest = two(Math.floor(total / 60000) % 60) + ":" + two(Math.floor(total / 1000) % 60) + "." + String(total % 1000).padStart(3, "0");
          return sign + (hours ? hours + ":" : "") + rest;
        };
        const duration = (seconds) => {
          if (seconds < 60) return seconds + "s";
          if (seconds < 7200) return Math.floor(seconds / 60) + "m" + (seconds % 60 ? " " + seconds % 60 + "s" : "");
          if (seconds < 172800) return Math.floor(seconds / 3600) + "h" + (Math.floor(seconds / 60) % 60 ? " " + Math.floor(seconds / 60) % 60 + "m" : "");
          return Math.floor(seconds / 86400) + "d";
        };
        const bytes = (count) => {
          if (count < 1000) return count + " B";
          let value = count, unit = -1;
          while (value >= 999.5 && unit < 4) { value /= 1000; unit++; }
          return (value < 9.95 ? value.toFixed(1) : Math.round(value)) + " " + ["kB", "MB", "GB", "TB", "PB"][unit];
        };
        const count = (number, one) => number.toLocaleString("en") + " " + one + (number === 1 ? "" : "s");
        const utc = (seconds) => {
          const date = new Date(seconds * 1000);
          return isNaN(date) ? String(seconds) : date.toISOString().replace(".000Z", "Z");
        };

        /** Characters that would not be seen, or would turn the text around them, as escapes. */
        const visible = (text) => String(text).replace(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
          (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));

        function element(name, className, text) {
          const made = document.createElement(name);
          if (className) made.className = className;
          if (text !== undefined) made.textContent = visible(text);
          return made;
        }

        /** Lays JSON text out over lines, each token as it was written. */
        function layOut(text, limit) {
          const pre = element("pre");
          const add = (token, className) => {
            if (className) pre.append(element("span", className, token));
            else pre.append(visible(token));
          };
          const tokens = /"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+/g;
          let depth = 0, plain = "", token, previous = "";
          const flush = () => { if (plain) { add(plain); plain = ""; } };
          const line = () => { plain += "\n" + "  ".repeat(Math.min(depth, 40)); };
          for (let n = 0; (token = tokens.exec(text)) !== null; n++) {
            if (n > limit) { flush(); add("\n… " + (text.length - token.index).toLocaleString("en") + " more characters: save the token to read them"); return pre; }
            const unit = token[0];
            if (unit === "{" || unit === "[") { plain += unit; depth++; }
            else if (unit === "}" || unit === "]") { depth--; if (previous !== "{" && previous !== "[") line(); plain += unit; }
            else if (unit === ",") plain += ",";
            else if (unit === ":") plain += ": ";
            if (!"{}[],:".includes(unit)) {
              if (previous === "{" || previous === "[" || previous === ",") line();
              flush();
              const rest = text.charCodeAt(tokens.lastIndex) === 58 || /^\s*:/.test(text.slice(tokens.lastIndex, tokens.lastIndex + 20));
              add(unit, unit[0] !== "\"" ? "word" : rest ? "key" : "text");
            } else if ((unit === "{" || unit === "[") && (previous === "[" || previous === ",")) {
              plain = plain.slice(0, -1);
              depth--;
              line();
              depth++;
              plain += unit;
            }
            previous = unit;
          }
          flush();
          return pre;
        }

        """#
}
