// Python text in tokens: their styles, the brackets and quotes that are pairs, what is left open.

const words = (text) => new Set(text.split(" "));

const keywords = words(
  "False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
    "with yield",
);

const builtins = words(
  "abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod " +
    "compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset " +
    "getattr globals hasattr hash help hex id input int isinstance issubclass iter len list " +
    "locals map max memoryview min next object oct open ord pow print property range repr " +
    "reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip " +
    "BaseException ExceptionGroup GeneratorExit KeyboardInterrupt StopAsyncIteration " +
    "StopIteration SystemExit Ellipsis NotImplemented __import__",
);

const exception = /^[A-Z]\w*(?:Error|Exception|Warning)$/;
const closers = { "(": ")", "[": "]", "{": "}" };

const comment = /#.*/y;
const quote = /([bfrtu]{0,2})("""|'''|"|')/iy;
const number = /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?)j?/iy;
const name = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}]*/uy;
const plain = /[^\S\n]+|\n|[^\s\w"'#()[\]{}@.]+|./suy;
const soft = /(?:match|case)(?=[ ([{"'].*:[ \t]*(?:#|$))|type(?= +[^\W\d]\w* *[=[])/my;

class Scanner {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.tokens = []; // {css, start, end}, in order, with gaps between them
    this.pairs = []; // [[start, end], [start, end]]
    this.open = []; // brackets not closed yet
    this.isInString = false; // at the end, a string over several lines is open
    this.before = ""; // what came before: a word, a sign, or a line feed
  }

  scan() {
    while (this.at < this.text.length) this.#token();
    return this;
  }

  #match(shape) {
    shape.lastIndex = this.at;
    const found = shape.exec(this.text);
    return found?.[0] ? found : null;
  }

  #add(css, length) {
    const start = this.at;
    this.at += length;
    if (css && length) this.tokens.push({ css, start, end: this.at });
  }

  #token() {
    const string = this.#match(quote);
    if (string) return this.#string(string[1], string[2]);
    const remark = this.#match(comment);
    if (remark) return this.#add("c", remark[0].length);
    const digits = this.#match(number);
    if (digits) return this.#add("n", digits[0].length);
    const word = this.#match(name);
    return word ? this.#word(word[0]) : this.#sign(this.#match(plain)[0]);
  }

  #word(word) {
    this.#add(this.#style(word), word.length);
    if (this.before !== "@") this.before = word;
  }

  #style(word) {
    if (this.before === "@") return "a";
    if (this.before === "def" || this.before === "class") return "d";
    if (this.before === ".") return "";
    if (keywords.has(word) || (this.#isFirst() && this.#match(soft))) return "k";
    return builtins.has(word) || exception.test(word) ? "b" : "";
  }

  #isFirst() {
    return this.before === "" || this.before === "\n";
  }

  #sign(sign) {
    if ("([{".includes(sign)) this.open.push({ sign, at: this.at });
    if (")]}".includes(sign)) this.#close(sign);
    const isDecorator = sign === "@" && this.#isFirst();
    this.#add(isDecorator ? "a" : "", sign.length);
    if (sign === "@" && !isDecorator) this.before = "matrix product";
    else if (sign === "\n" || sign.trim()) this.#pass(sign);
  }

  // All of a decorator's dotted name is one.
  #pass(sign) {
    if (sign !== "." || this.before !== "@") this.before = sign;
  }

  #close(sign) {
    const last = this.open.at(-1);
    if (!last || closers[last.sign] !== sign) return;
    this.open.pop();
    this.pairs.push([
      [last.at, last.at + 1],
      [this.at, this.at + 1],
    ]);
  }

  #string(prefix, mark) {
    this.#add("k", prefix.length);
    const start = this.at;
    this.#add("s", mark.length);
    this.before = mark;
    const isClosed = this.#inside(mark, /[ft]/i.test(prefix));
    this.isInString = !isClosed && mark.length === 3;
    if (!isClosed) return;
    this.pairs.push([
      [start, start + mark.length],
      [this.at, this.at + mark.length],
    ]);
    this.#add("s", mark.length);
  }

  // Goes to where a string ends; false says that it does not end.
  #inside(mark, hasFields) {
    for (let end = this.at; end < this.text.length; end += 1) {
      const here = this.text[end];
      const isEnd = this.text.startsWith(mark, end);
      if (isEnd || (here === "\n" && mark.length === 1)) {
        this.#add("s", end - this.at);
        return isEnd;
      }
      const isDoubled = hasFields && "{}".includes(here) && this.text[end + 1] === here;
      if (here === "\\" || isDoubled) {
        end += 1;
      } else if (hasFields && here === "{") {
        this.#add("s", end - this.at);
        this.#field(mark);
        end = this.at - 1;
      }
    }
    this.#add("s", this.text.length - this.at);
    return false;
  }

  // A replacement field: code, to its closing brace, or to the end of a line or of the string.
  #field(mark) {
    const depth = this.open.length;
    this.#token();
    while (this.at < this.text.length && this.open.length > depth) {
      const isOver = mark.length === 1 && this.text[this.at] === "\n";
      if (isOver || (this.text.startsWith(mark, this.at) && !this.#closesLater(mark))) break;
      this.#token();
    }
    this.open.length = Math.min(this.open.length, depth);
  }

  // Since 3.12 a field may hold the quotes of its own string.
  #closesLater(mark) {
    const rest = this.text.slice(this.at + mark.length).split(mark.length === 1 ? "\n" : mark)[0];
    return rest.includes(mark) && rest.indexOf("}") > rest.indexOf(mark);
  }
}

export const scan = (text) => new Scanner(text).scan();
