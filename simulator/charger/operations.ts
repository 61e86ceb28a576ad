import { AgentError, describeError } from "#hal/core/errors";
import { Arguments } from "#simulator/charger/arguments";
import type { ChargerEvse } from "#simulator/charger/charger-boot";
import type { OperationReply, RunOperation } from "#simulator/charger/operation-reply";
import type { SimulatedCharger } from "#simulator/charger/simulated-charger";
import { bodilyTroubles, type Trouble } from "#simulator/charger/troubles";
import { isFields } from "#simulator/csms/payload-fields";

export interface OperationsOptions {
  readonly charger: SimulatedCharger;
  readonly evses: readonly ChargerEvse[];
  /** The words of OCPP 1.6 for an error. */
  readonly errorWords: readonly string[];
  /** Ends the process without a clean-up. */
  readonly cutPower: () => void;
}

interface Operation {
  /** Arguments beside the place. */
  readonly known: readonly string[];
  readonly run: (args: Arguments) => Promise<OperationReply> | OperationReply;
}

const done: OperationReply = { ok: true };
const HIGHEST_EVSE = 999;
/** OCPP 1.6 CiString20Type. */
const LONGEST_TOKEN = 20;
/** As long as what CertificateSigned may bring. */
const LONGEST_CHAIN = 10_000;
const DAY = 86_400;
/** The meter's register is a 32 bit float in kWh: it cannot tell watt-hours apart up there, and beyond this not even kilowatt-hours. */
const HIGHEST_REGISTER = 1e9;

const modes = ["iec61851", "iso15118-ac", "iso15118-dc"] as const;
/** IdTokenEnumType of OCPP 2.0.1; 1.6 has one kind only. */
const tokenTypes = [
  "Central",
  "eMAID",
  "ISO14443",
  "ISO15693",
  "KeyCode",
  "Local",
  "MacAddress",
  "NoAuthorization",
] as const;

/** AgentError codes and the HTTP status that tells them. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["charger.argument", 400],
  ["charger.unknown", 404],
  ["charger.conflict", 409],
  ["charger.unspoken", 501],
]);

/** What a harness can ask of a charger, whoever asks and by whatever way. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #table: ReadonlyMap<string, Operation>;

  constructor(options: OperationsOptions) {
    this.#options = options;
    this.#table = new Map(Object.entries({ ...this.#onSite(), ...this.#onCharger() }));
  }

  readonly run: RunOperation = async (name, fields) => {
    const operation = this.#table.get(name);
    if (operation === undefined)
      return { ok: false, status: 404, error: `no such operation; there are ${[...this.#table.keys()].join(", ")}` };
    if (!isFields(fields)) return { ok: false, status: 400, error: "the arguments must be a JSON object" };
    try {
      return await operation.run(new Arguments(fields, operation.known));
    } catch (error) {
      return refusalOf(error);
    }
  };

  /** What people and vehicles do. */
  #onSite(): Readonly<Record<string, Operation>> {
    const { charger } = this.#options;
    const pause = (args: Arguments, isPaused: boolean) => {
      charger.setPaused(this.#place(args).evse, isPaused);
      return done;
    };
    return {
      plugIn: {
        known: ["mode", "currentA", "phases", "capacityWh", "faultAfterSeconds", "fault"],
        run: (args) => this.#plugIn(args),
      },
      plugOut: {
        known: [],
        run: (args) => {
          charger.plugOut(this.#place(args).evse);
          return done;
        },
      },
      presentToken: { known: ["idToken", "type", "evseIds", "certificate"], run: (args) => this.#presentToken(args) },
      pressButton: {
        known: [],
        run: (args) => {
          charger.pressButton(this.#place(args).evse);
          return done;
        },
      },
      evPause: { known: [], run: (args) => pause(args, true) },
      evResume: { known: [], run: (args) => pause(args, false) },
    };
  }

  /** What befalls the charger. */
  #onCharger(): Readonly<Record<string, Operation>> {
    const { charger } = this.#options;
    const network = (isUp: boolean) => {
      charger.setNetwork(isUp);
      return done;
    };
    return {
      networkDown: { known: [], run: () => network(false) },
      networkUp: { known: [], run: () => network(true) },
      raiseError: { known: ["code", "ocpp16ErrorCode", "inoperative"], run: (args) => this.#raiseError(args) },
      clearError: { known: ["code", "ocpp16ErrorCode", "inoperative"], run: (args) => this.#clearError(args) },
      setMeter: {
        known: ["wh"],
        run: (args) => {
          charger.setMeter(this.#place(args).evse, args.number("wh", { from: 0, to: HIGHEST_REGISTER }));
          return done;
        },
      },
      state: { known: [], run: () => ({ ok: true, state: charger.state() }) },
      powerOff: { known: [], run: () => this.#powerOff() },
    };
  }

  #plugIn(args: Arguments): OperationReply {
    const { evse, connector } = this.#place(args);
    const mode = args.word("mode", modes, "iec61851");
    if (mode !== "iec61851") throw new AgentError("charger.unspoken", `${mode} is not spoken by this vehicle`);
    const phases = args.number("phases", { from: 1, to: 3, isWhole: true }, 3);
    if (phases === 2) throw new AgentError("charger.argument", "phases must be 1 or 3");
    const vehicle = {
      connector,
      currentA: args.number("currentA", { from: 6, to: 80 }, 32),
      phases: phases === 1 ? (1 as const) : (3 as const),
      capacityWh: args.number("capacityWh", { from: 1, to: 1e6 }, 60_000),
    };
    this.#options.charger.plugIn(evse, vehicle, this.#laterFault(args));
    return done;
  }

  /** `fault` is a word of OCPP or a name of what breaks in the machine; without it an error of no kind. */
  #laterFault(args: Arguments): (Trouble & { readonly afterSeconds: number }) | undefined {
    if (!args.has("faultAfterSeconds")) {
      if (args.has("fault")) throw new AgentError("charger.argument", "fault needs faultAfterSeconds");
      return undefined;
    }
    const afterSeconds = args.number("faultAfterSeconds", { from: 0, to: DAY });
    const { errorWords } = this.#options;
    const fault = args.word("fault", [...errorWords, ...bodilyTroubles], "OtherError");
    const isWord = errorWords.includes(fault);
    return {
      afterSeconds,
      isInoperative: true,
      word: isWord ? fault : "OtherError",
      ...(isWord ? {} : { code: fault }),
    };
  }

  #presentToken(args: Arguments): OperationReply {
    const token = args.text("idToken", LONGEST_TOKEN);
    args.word("type", tokenTypes, "ISO14443");
    const evses = args.numbers("evseIds", { from: 1, to: HIGHEST_EVSE, isWhole: true }, [1]);
    this.#options.charger.present(token, evses, args.optionalText("certificate", LONGEST_CHAIN));
    return done;
  }

  async #raiseError(args: Arguments): Promise<OperationReply> {
    const { evse } = this.#place(args);
    const word = args.word("ocpp16ErrorCode", this.#options.errorWords, "OtherError");
    const isInoperative = args.flag("inoperative", true);
    await this.#options.charger.raiseTrouble(evse, { ...codeIn(args), word, isInoperative });
    return done;
  }

  async #clearError(args: Arguments): Promise<OperationReply> {
    const { evse } = this.#place(args);
    const word = args.has("ocpp16ErrorCode") ? args.word("ocpp16ErrorCode", this.#options.errorWords) : undefined;
    await this.#options.charger.clearTrouble(evse, { ...codeIn(args), ...(word === undefined ? {} : { word }) });
    return done;
  }

  #powerOff(): OperationReply {
    const { charger, cutPower } = this.#options;
    charger.losePower();
    return { ok: true, afterwards: cutPower };
  }

  #place(args: Arguments): { readonly evse: number; readonly connector: number } {
    const whole = { from: 1, to: HIGHEST_EVSE, isWhole: true };
    const evse = args.number("evseId", whole);
    const connector = args.number("connectorId", whole, 1);
    const found = this.#options.evses.find(({ id }) => id === evse);
    if (found === undefined) throw new AgentError("charger.unknown", `there is no EVSE ${String(evse)}`);
    if (!found.connectors.some(({ id }) => id === connector))
      throw new AgentError("charger.unknown", `EVSE ${String(evse)} has no connector ${String(connector)}`);
    return { evse, connector };
  }
}

/** Without the code in brackets, which is for logs. */
function refusalOf(error: unknown): OperationReply {
  const text = describeError(error);
  if (!(error instanceof AgentError)) return { ok: false, status: 500, error: text };
  return { ok: false, status: statuses.get(error.code) ?? 500, error: text.replace(` (${error.code})`, "") };
}

function codeIn(args: Arguments): { readonly code?: string } {
  return args.has("code") ? { code: args.text("code", 50) } : {};
}
