import { rapiLimits } from "#hal/wire/rapi";

const DOLLAR = 0x24;
const RETURN = 0x0d;

/** The board's input buffer: a dollar begins a command, a carriage return ends it, and what does not fit is forgotten. */
export class RapiInbox {
  #text = "";
  #isListening = false;

  /** Complete lines in `bytes` together with what came before, oldest first. */
  take(bytes: Uint8Array): readonly string[] {
    const lines: string[] = [];
    for (const byte of bytes) {
      if (byte === DOLLAR) this.#begin();
      else if (!this.#isListening) continue;
      else if (byte === RETURN) lines.push(this.#end());
      else this.#append(byte);
    }
    return lines;
  }

  clear(): void {
    this.#isListening = false;
    this.#text = "";
  }

  #begin(): void {
    this.#isListening = true;
    this.#text = "$";
  }

  #end(): string {
    const line = this.#text;
    this.clear();
    return line;
  }

  #append(byte: number): void {
    this.#text += String.fromCharCode(byte);
    if (this.#text.length >= rapiLimits.commandBytes) this.clear();
  }
}
