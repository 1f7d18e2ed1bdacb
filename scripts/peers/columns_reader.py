"""Frames of columns read a second time, after docs/format.md §5.5 alone."""

import datetime
import lzma
import struct

import brotli
import zstandard

M64 = (1 << 64) - 1


class Damaged(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Damaged(what)


def wrapped(value):
    """Modulo 2^64, as two's complement."""
    value &= M64
    return value - (1 << 64) if value >> 63 else value


class Frame:
    def __init__(self, stored, length):
        self.stored, self.length, self.at = stored, length, 0
        self.numbers_left, self.bytes_left = 4 * length + 4096, 8 * length + 65536

    def take(self, count):
        need(0 <= count <= len(self.stored) - self.at, "too short")
        self.at += count
        return self.stored[self.at - count:self.at]

    def byte(self):
        return self.take(1)[0]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            need(value <= M64, "a varint of more than 64 bits")
            if byte < 128:
                return value
            shift += 7

    def signed(self):
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def upto(self, limit):
        value = self.varint()
        need(value <= limit, f"{value} is more than {limit}")
        return value

    def spend_numbers(self, count):
        self.numbers_left -= count
        need(self.numbers_left >= 0, "too many numbers")

    def spend_bytes(self, count):
        self.bytes_left -= count
        need(self.bytes_left >= 0, "too many bytes")

    # Parts

    def decode(self):
        out = b""
        while self.at < len(self.stored):
            kind, room = self.byte(), self.length - len(out)
            if kind == 0:
                out += self.block(self.upto(room))
            elif kind == 1:
                out += self.array(room)
            elif kind == 2:
                out += self.lines(room)
            else:
                raise Damaged(f"part {kind}")
            need(len(out) <= self.length, "too long")
        need(len(out) == self.length, "too short")
        return out

    def block(self, length):
        method = self.byte()
        self.spend_bytes(length)
        if method == 0:
            return self.take(length)
        stored = self.take(self.upto(1 << 24))
        if method == 1:
            out = zstandard.ZstdDecompressor().decompress(stored, max_output_size=length)
        elif method == 2:
            out = lzma.LZMADecompressor(memlimit=1 << 27).decompress(stored, length + 1)
        elif method == 3:
            out = brotli.decompress(stored)
        else:
            raise Damaged(f"block {method}")
        need(len(out) == length, "a block of another length")
        return out

    def array(self, room):
        rows, count = self.upto(room), self.byte()
        need(1 <= count <= 64, "the number of fields")
        types = [self.byte() for _ in range(count)]
        for code in types:
            need(code < 32 and code >> 2 & 3 < 3 and not (code >> 2 & 3 == 2 and code & 3 < 2), f"type {code}")
        stride = sum(1 << (code & 3) for code in types)
        need(rows * stride <= room, "an array longer than its frame")
        out, offset = bytearray(rows * stride), 0
        for code in types:
            width = 1 << (code & 3)
            for row, bits in enumerate(self.lane(rows, code)):
                at = offset + row * stride
                out[at:at + width] = bits.to_bytes(width, "big" if code & 16 else "little")
            offset += width
        return bytes(out)

    def lane(self, count, code):
        width, isfloat = 1 << (code & 3), code >> 2 & 3 == 2
        mask = (1 << 8 * width) - 1

        def bits(number):
            return (number ^ (mask >> 1) if isfloat and number < 0 else number) & mask

        form = self.byte()
        if form == 0:
            return [bits(number) for number in self.numbers(count)]
        need(form == 1 and isfloat, f"lane {form}")
        places = self.byte()
        need(places <= 15, "places")
        exceptions = self.upto(count)
        positions, values = self.numbers(exceptions), self.numbers(exceptions)
        pack, unpack = ("<d", "<Q") if width == 8 else ("<f", "<I")
        power = float(10**places)
        out = [struct.unpack(unpack, struct.pack(pack, float(k) / power))[0] for k in self.numbers(count)]
        for position, value in zip(positions, values):
            need(0 <= position < count, "an exception elsewhere")
            out[position] = bits(value)
        return out

    # Numbers

    def numbers(self, count, depth=0):
        self.spend_numbers(count)
        form = self.byte()
        if form == 0:
            return [self.signed()] * count
        if form == 1:
            return self.bins(count)
        if form == 2:
            need(depth < 3, "too deep")
            size = self.upto(count)
            values = self.numbers(size, depth + 1)
            places = self.numbers(count, depth + 1)
            need(all(0 <= place < size for place in places), "a place beyond its dictionary")
            return [values[place] for place in places]
        if form == 3:
            width, least = self.byte(), self.signed()
            need(width in (1, 2, 4, 8), "a width")
            stored = self.block(width * count)
            return [wrapped(least + int.from_bytes(stored[i:i + width], "little")) for i in range(0, width * count, width)]
        need(form == 4 and depth < 3, f"numbers {form}")
        base, factor = self.signed(), self.varint()
        return [wrapped(base + factor * k) for k in self.numbers(count, depth + 1)]

    def bins(self, count):
        transform, taps = self.byte(), []
        need(transform <= 3, "a transform")
        if transform == 3:
            tapcount, shift, centre = self.byte(), self.byte(), self.signed()
            need(tapcount <= 32 and shift <= 30, "a predictor")
            for _ in range(tapcount):
                lag = self.upto(1 << 23)
                need(lag >= 1, "a lag")
                taps.append((lag, self.signed()))
        bincount, bits = self.upto(1024), self.byte()
        need(bits <= 14, "a table")
        bins, start, lowest = [], 0, 0
        for _ in range(bincount):
            lowest = lowest + self.varint() & M64
            width = self.byte()
            need(width <= 64, "an offset")
            frequency = self.upto(1 << 14)
            need(frequency >= 1, "a frequency")
            bins.append((lowest, width, frequency, start))
            start += frequency
        need(start == 1 << bits, "the frequencies")
        symbols = self.symbols(bins, bits, count) if bincount > 1 else [0] * count
        widths = [bins[symbol][1] for symbol in symbols]
        stored, out, at = self.take((sum(widths) + 7) // 8) + bytes(9), [], 0
        for symbol, width in zip(symbols, widths):
            word = int.from_bytes(stored[at >> 3:(at >> 3) + 9], "little") >> (at & 7)
            out.append(wrapped((bins[symbol][0] + (word & (1 << width) - 1)) ^ 1 << 63))
            at += width
        for _ in range(transform if transform < 3 else 0):
            before = 0
            for index in range(count):
                out[index] = before = wrapped(before + out[index])
        if transform == 3:
            reach, before = max((lag for lag, _ in taps), default=0), 0
            half = 1 << shift - 1 if shift else 0
            for index in range(count):
                if index < reach:
                    out[index] = before = wrapped(before + out[index])
                else:
                    total = wrapped(half + sum(weight * out[index - lag] for lag, weight in taps))
                    out[index] = wrapped(out[index] + (total >> shift))
            out = [wrapped(value + centre) for value in out]
        return out

    def symbols(self, bins, bits, count):
        states = list(struct.unpack("<4I", self.take(16)))
        wordcount = self.upto(count)
        words = iter(struct.unpack(f"<{wordcount}H", self.take(2 * wordcount)))
        slots = [symbol for symbol, (_, _, frequency, _) in enumerate(bins) for _ in range(frequency)]
        mask, out = (1 << bits) - 1, []
        try:
            for index in range(count):
                state = states[index & 3]
                low = state & mask
                symbol = slots[low]
                state = bins[symbol][2] * (state >> bits) + low - bins[symbol][3]
                if state < 1 << 16:
                    state = state << 16 | next(words)
                states[index & 3] = state
                out.append(symbol)
        except StopIteration:
            raise Damaged("too few words") from None
        need(states == [1 << 16] * 4 and next(words, None) is None, "the symbols")
        return out

    # Lines and columns

    def lines(self, room):
        rows = self.upto(room)
        end = b"\r\n" if self.byte() == 1 else b"\n"
        self.dictionaries = []
        cells = self.column(rows, room)
        return b"".join(cell + end for cell in cells) + self.take(self.upto(room))

    def column(self, rows, limit, depth=0):
        need(depth < 12, "too deep")
        form = self.byte()
        self.spend_numbers(rows)
        forms = [self.text, self.sized, self.constant, self.decimals, self.dictionary, self.split, self.times, self.hexadecimal,
                 self.floats, self.patched]
        need(form < len(forms), f"column {form}")
        cells = forms[form](rows, limit, depth)
        length = sum(map(len, cells))
        need(len(cells) == rows and length <= limit, "a column")
        self.spend_bytes(length)
        return cells

    def text(self, rows, limit, depth):
        separator = self.take(1)
        stored = self.block(self.upto(limit + rows))
        cells = stored.split(separator)
        need(cells.pop() == b"", "the end of a column")
        return cells

    def sized(self, rows, limit, depth):
        lengths = self.numbers(rows)
        need(all(length >= 0 for length in lengths) and sum(lengths) <= limit, "lengths")
        stored, at, cells = self.block(sum(lengths)), 0, []
        for length in lengths:
            cells.append(stored[at:at + length])
            at += length
        return cells

    def constant(self, rows, limit, depth):
        return [self.take(self.upto(limit))] * rows

    def decimals(self, rows, limit, depth):
        flags, places, width = self.byte(), self.byte(), self.byte()
        zeros, padding = flags & 3, flags >> 2 & 3
        need(flags < 32 and zeros < 3 and places <= 18, "decimals")
        cells = []
        for k in self.numbers(rows):
            sign, digits = "-" if k < 0 else "", str(abs(k)).rjust(places + 1, "0")
            whole, fraction = digits[:len(digits) - places], digits[len(digits) - places:]
            if zeros:
                fraction = fraction.rstrip("0") or ("0" if zeros == 2 and places else "")
            if flags & 16 and fraction and whole == "0":
                whole = ""
            body = whole + ("." + fraction if fraction else "")
            missing = width - len(sign + body)
            if padding == 3:
                body = "0" * missing + body
            text = sign + body
            cells.append((text.rjust(width) if padding == 1 else text.ljust(width) if padding == 2 else text).encode())
        return cells

    def dictionary(self, rows, limit, depth):
        size, reference = self.upto(rows), self.upto(len(self.dictionaries))
        values, places = self.column(size, limit, depth + 1), self.numbers(rows)
        if reference:
            base, last = self.dictionaries[reference - 1], {}
            need(len(base) == rows, "a reference to another length")
            for row, place in enumerate(places):
                places[row] = last.get(base[row], -1) if place == 0 else place - 1
                last[base[row]] = places[row]
        need(all(0 <= place < size for place in places), "a place beyond its dictionary")
        self.dictionaries.append(places)
        return [values[place] for place in places]

    def split(self, rows, limit, depth):
        count = self.upto(4096)
        literals = [self.take(self.upto(limit)) for _ in range(count + 1)]
        fields = [self.column(rows, limit, depth + 1) for _ in range(count)]
        cells = []
        for row in range(rows):
            cells.append(b"".join(literals[i] + fields[i][row] for i in range(count)) + literals[count])
        return cells

    def times(self, rows, limit, depth):
        pattern = self.take(self.byte()).decode("latin-1")
        runs, at = [], 0
        while at < len(pattern):
            end = at + 1
            if pattern[at] in "YMDhmsf":
                while end < len(pattern) and pattern[end] == pattern[at]:
                    end += 1
                runs.append((pattern[at], at, end))
            at = end
        units = {"f": 10 ** sum(end - at for letter, at, end in runs if letter == "f"), "s": 60, "m": 60, "h": 24}
        present = {letter for letter, _, _ in runs}
        cells = []
        for number in self.numbers(rows):
            parts = {}
            for letter in "fsmh":
                if letter in present:
                    number, parts[letter] = divmod(number, units[letter])
            if "Y" in present:
                # Year 0 is a leap year, as 400 is.
                date = datetime.date.fromordinal(number + 719163 + 146097)
                parts.update(Y=date.year - 400, M=date.month, D=date.day)
            else:
                need(number == 0, "a time with no date")
            text = list(pattern)
            for letter, at, end in runs:
                text[at:end] = str(parts[letter]).rjust(end - at, "0")
            cells.append("".join(text).encode("latin-1"))
        return cells

    def hexadecimal(self, rows, limit, depth):
        width, capital = self.byte(), self.byte() == 1
        need(1 <= width <= 16, "digits")
        form = f"%0{width}{'X' if capital else 'x'}"
        return [(form % (number & (1 << 4 * width) - 1)).encode() for number in self.numbers(rows)]

    def floats(self, rows, limit, depth):
        style, precision = self.byte(), self.byte()
        need(style < 3 and precision <= 20, "floats")
        values = [struct.unpack("<d", struct.pack("<Q", bits))[0] for bits in self.lane(rows, 0b1011)]
        if style == 0:
            return [repr(value).encode() for value in values]
        return [(f"%.{precision}{'g' if style == 1 else 'e'}" % value).encode() for value in values]

    def patched(self, rows, limit, depth):
        mask = self.numbers(rows)
        others = sum(1 for number in mask if number)
        main = iter(self.column(rows - others, limit, depth + 1))
        other = iter(self.column(others, limit, depth + 1))
        return [next(other if number else main) for number in mask]


def decode(stored, length):
    need(length <= 1 << 23, "a frame that is too long")
    return Frame(stored, length).decode()
