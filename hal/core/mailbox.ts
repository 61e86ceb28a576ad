/**
 * Run to completion: messages posted while one is handled wait their turn, so that a handler never sees its own state half changed.
 */
export class Mailbox<Message> {
  readonly #handle: (message: Message) => void;
  readonly #waiting: Message[] = [];
  #isBusy = false;

  constructor(handle: (message: Message) => void) {
    this.#handle = handle;
  }

  post(message: Message): void {
    this.#waiting.push(message);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#handle(next);
    } finally {
      this.#isBusy = false;
    }
  }
}
