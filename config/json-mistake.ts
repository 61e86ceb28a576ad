/** The first place where a text stops being JSON. Lines and columns count from 1. */
export interface JsonMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Says where and why a text is not JSON, which the platform's parser tells only sometimes. A key given twice is a mistake here too: the
 * parser would silently forget the first.
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const mistake = new JsonScanner(text).scan();
  if (mistake === undefined) return undefined;
  const before = text.slice(0, mistake.at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message: mistake.message };
}

interface Mistake {
  readonly at: number;
  readonly message: string;
}

/** Deeper nesting has no meaning in a configuration and would only exhaust the stack. */
const deepest = 100;

const whitespace = /[ \t\r\n]*/;
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/;
const scalarPattern = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/;

/** Recursive descent over RFC 8259; every method answers the mistake or undefined when its part is right. */
class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): Mistake | undefined {
    const mistake = this.#value(0);
    if (mistake !== undefined) return mistake;
    this.#take(whitespace);
    return this.#at === this.#text.length ? undefined : this.#mistake("nothing may follow the last bracket");
  }

  #value(depth: number): Mistake | undefined {
    this.#take(whitespace);
    if (depth > deepest) return this.#mistake("nested too deeply");
    if (this.#skip("{")) return this.#members(depth + 1);
    if (this.#skip("[")) return this.#items(depth + 1);
    if (this.#next() === '"') return this.#string() === undefined ? this.#badString() : undefined;
    return this.#take(scalarPattern) === "" ? this.#mistake("a value is expected here") : undefined;
  }

  #members(depth: number): Mistake | undefined {
    const keys = new Set<string>();
    this.#take(whitespace);
    if (this.#skip("}")) return undefined;
    for (;;) {
      this.#take(whitespace);
      const mistake = this.#key(keys) ?? this.#value(depth);
      if (mistake !== undefined) return mistake;
      this.#take(whitespace);
      if (this.#skip("}")) return undefined;
      if (!this.#skip(",")) return this.#mistake("a comma or } is expected here");
    }
  }

  #key(keys: Set<string>): Mistake | undefined {
    const at = this.#at;
    if (this.#next() !== '"') return this.#mistake("a key in double quotes is expected here");
    const key = this.#string();
    if (key === undefined) return this.#badString();
    if (keys.has(key)) return { at, message: `the key ${key} was given before` };
    keys.add(key);
    this.#take(whitespace);
    return this.#skip(":") ? undefined : this.#mistake("a colon is expected here");
  }

  #items(depth: number): Mistake | undefined {
    this.#take(whitespace);
    if (this.#skip("]")) return undefined;
    for (;;) {
      const mistake = this.#value(depth);
      if (mistake !== undefined) return mistake;
      this.#take(whitespace);
      if (this.#skip("]")) return undefined;
      if (!this.#skip(",")) return this.#mistake("a comma or ] is expected here");
    }
  }

  /** The string with its quotes, as written; undefined and not moved when it is none. */
  #string(): string | undefined {
    const text = this.#take(stringPattern);
    return text === "" ? undefined : text;
  }

  #badString(): Mistake {
    return this.#mistake("this text has no end in its line, or a backslash that means nothing");
  }

  #take(pattern: RegExp): string {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.#at;
    const [found = ""] = sticky.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #next(): string | undefined {
    return this.#text[this.#at];
  }

  #skip(sign: string): boolean {
    if (this.#next() !== sign) return false;
    this.#at++;
    return true;
  }

  #mistake(message: string): Mistake {
    return { at: this.#at, message: this.#at >= this.#text.length ? "the file ends too early" : message };
  }
}
