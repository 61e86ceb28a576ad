import { appendFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Apart,
  type BilledTransaction,
  judgeBooks,
  judgeStrays,
  type OwnBooks,
  setApart,
  type Violation,
} from "#hil/billing-oracle";
import { billedOf, flowsOf, StopRecord } from "#hil/evidence";
import { readStationFile } from "#hil/station-file";
import { textField } from "#simulator/csms/payload-fields";
import type { Rehearsal } from "#simulator/rehearsal";

export interface Judgement {
  readonly sessions: number;
  /** What the back end refused until it was given up. */
  readonly apart: Apart;
  readonly violations: readonly Violation[];
  /** The judgement when the largest bill is hidden from the oracle: it must not be empty. */
  readonly withoutARecord: readonly Violation[];
}

export interface WitnessOptions {
  readonly rehearsal: Rehearsal;
  readonly directory: string;
  readonly meterStart: number;
  /** The station is told to try for good. */
  readonly isPatient: boolean;
}

/** Writes down what really happens, away from the agent's own files, and holds the books against it. */
export class CrashWitness {
  readonly #rehearsal: Rehearsal;
  readonly #meterStart: number;
  readonly #stops: StopRecord;
  readonly #file: string;
  readonly #surprises: Violation[] = [];
  readonly #isPatient: boolean;
  #told = 0;

  constructor({ rehearsal, directory, meterStart, isPatient }: WitnessOptions) {
    this.#rehearsal = rehearsal;
    this.#meterStart = meterStart;
    this.#isPatient = isPatient;
    this.#stops = new StopRecord(rehearsal.csms.record);
    this.#file = join(directory, "witness.jsonl");
    rehearsal.csms.record.changes.listen((message) => {
      this.#write({ message });
    });
  }

  /** Something that must not happen, whatever the books say. */
  surprise(what: string): void {
    this.#surprises.push({ kind: "contradictory", what });
    this.#write({ surprise: what });
  }

  /** A life begins or ends: to find one's way in the evidence. */
  note(what: string): void {
    this.#write({ note: what });
  }

  /** What the world did since the last look. */
  look(): void {
    const truth = this.#rehearsal.station.truth();
    for (const edge of truth.slice(this.#told)) this.#write({ truth: edge });
    this.#told = truth.length;
  }

  /** Of a station that does not run any more. */
  judge(databaseFile: string): Judgement {
    this.look();
    const { station, csms } = this.#rehearsal;
    const { books, damage } = readStationFile(databaseFile, this.#isPatient);
    const registers = { before: this.#meterStart, now: station.outlet().meter.register() };
    const flows = flowsOf(station.truth(), registers);
    const billed = [...csms.state().transactions.values()].map((each) => billedOf(each, this.#stops));
    const judge = (some: readonly BilledTransaction[], own: OwnBooks) => judgeBooks(flows, some, own);
    return {
      sessions: billed.length,
      apart: setApart(books),
      violations: [
        ...this.#surprises,
        ...damage.map((what) => ({ kind: "corrupt", what }) as const),
        ...judge(billed, books),
        ...judgeStrays(csms.state().strays.length, books),
        ...this.#untold(books),
      ],
      withoutARecord: judge(withoutLargest(billed), books),
    };
  }

  /** Of what was given up the back end itself is told, once for some of them. */
  #untold({ deadLetters }: OwnBooks): readonly Violation[] {
    const isTold = this.#rehearsal.csms.messages.some(
      ({ action, payload }) =>
        action === "SecurityEventNotification" && textField(payload, "type") === "RecordUndeliverable",
    );
    return deadLetters === 0 || isTold ? [] : [{ kind: "lost", what: "nobody told the back end of dead letters" }];
  }

  #write(what: object): void {
    appendFileSync(this.#file, `${JSON.stringify(what)}\n`);
  }
}

function withoutLargest(billed: readonly BilledTransaction[]): readonly BilledTransaction[] {
  const energy = ({ meterStart, stops }: BilledTransaction) => (stops[0]?.meterStop ?? meterStart) - meterStart;
  const [largest] = billed.toSorted((a, b) => energy(b) - energy(a));
  return billed.filter((each) => each !== largest);
}
