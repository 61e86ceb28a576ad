import type { BilledTransaction, OwnBooks } from "#hil/billing-oracle";
import { billedOf, StopRecord } from "#hil/evidence";
import { textField } from "#simulator/csms/payload-fields";
import type { VirtualRig } from "#test/support/virtual-rig";

/** Who listens to the back end from the first message on, and says in the end what it was told and what the station says of itself. */
export class StormBooks {
  readonly #rig: VirtualRig;
  readonly #stops: StopRecord;
  /** Dead letters that the back end was told of, be it in one alarm for several. */
  #alarmed = 0;

  constructor(rig: VirtualRig) {
    this.#rig = rig;
    this.#stops = new StopRecord(rig.csms.record);
    rig.csms.record.changes.listen(({ action, payload, answer }) => {
      if (action !== "SecurityEventNotification" || answer !== undefined) return;
      if (textField(payload, "type") === ALARM) this.#alarmed = rig.store.facts.deadLetters().length;
    });
  }

  /** At one outlet. */
  billed(evse: number): readonly BilledTransaction[] {
    return [...this.#rig.csms.state().transactions.values()]
      .filter(({ connectorId }) => connectorId === evse)
      .map((each) => billedOf(each, this.#stops.of(each.id)));
  }

  /** Of one outlet; what waits and what was given up is the station's. */
  own(outlet: number): OwnBooks {
    const { sessions, facts, securityLog } = this.#rig.store;
    const dead = facts.deadLetters();
    const gaveUp = new Set(
      dead.flatMap(({ fact }) =>
        fact.type === "transaction.started" || fact.type === "transaction.ended" ? [fact.transactionId] : [],
      ),
    );
    const isLogged = securityLog.entries().some(({ event }) => event === ALARM);
    return {
      sessions: sessions
        .recent(100_000)
        .filter(({ evse }) => evse === outlet)
        .map(({ transactionId, csmsNumber, startedAt, meterStart, ended }) => ({
          gaveUp: gaveUp.has(transactionId),
          csmsNumber,
          startedAt,
          meterStart,
          ended,
        })),
      unbilledWh: sessions
        .unbilled()
        .filter(({ evse }) => evse === outlet)
        .reduce((sum, { energy }) => sum + Math.abs(energy), 0),
      waiting: facts.depth(),
      deadLetters: dead.length,
      deadLetterAlarms: isLogged ? this.#alarmed : 0,
    };
  }
}

const ALARM = "RecordUndeliverable";
