import { type FailpointName, failpointNames } from "#hal/core/failpoint";
import { intBelow, type RandomStream } from "#hal/core/random";

/** Which place is next: half of the time one that was hit least, so that the rare ones get their turns, else any. */
export class FailpointRota {
  readonly #hits = new Map<FailpointName, number>();

  next(chance: RandomStream): FailpointName {
    const least = Math.min(...failpointNames.map((name) => this.#of(name)));
    const rare = failpointNames.filter((name) => this.#of(name) === least);
    const candidates = chance.next() < 0.5 ? rare : failpointNames;
    return candidates[intBelow(chance, candidates.length)] ?? failpointNames[0];
  }

  hit(name: FailpointName): void {
    this.#hits.set(name, this.#of(name) + 1);
  }

  #of(name: FailpointName): number {
    return this.#hits.get(name) ?? 0;
  }
}
