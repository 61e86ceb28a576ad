import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { accepted, refused } from "#hal/core/outcome";
import { epochMillis, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { FirmwareKeeper } from "#agent/control/firmware-keeper";
import { OutletHold } from "#agent/control/outlet-hold";
import { openStationStore } from "#agent/store/station-store";
import { broken, FakeFirmware, missing } from "#test/support/fake-firmware";
import { FakeHeldEvse } from "#test/support/held-evse";
import { MortalClock } from "#test/support/mortal";

const refusal = new AgentError("store.failed", "the database could not write", { sqlite: "SQLITE_FULL" });
const location = "http://user:pw@files.test/fw.bin";

/** The keeper over a store that outlives it, on a machine that boots as often as it wants to or is made to. */
class KeeperRig {
  readonly clock = new VirtualClock(epochMillis(1_000_000));
  /** What the disk says to each write while it is set. */
  diskFailure: Error | undefined;
  readonly store = openStationStore({
    path: ":memory:",
    clock: this.clock,
    log: silentLog,
    beforeWrite: () => {
      if (this.diskFailure !== undefined) throw this.diskFailure;
    },
  });
  readonly evse = new FakeHeldEvse();
  readonly raised: string[] = [];
  readonly failures: unknown[] = [];
  readonly firmware: FakeFirmware;
  isGenuine = true;
  #life: MortalClock | undefined;
  #keeper: FirmwareKeeper | undefined;

  constructor() {
    const { clock } = this;
    this.firmware = new FakeFirmware({
      now: () => clock.now(),
      uptime: () => clock.uptime(),
      after: (delay, ring) => (this.#life ?? clock).after(delay, ring),
    });
  }

  get keeper(): FirmwareKeeper {
    if (this.#keeper === undefined) throw new TypeError("nothing runs");
    return this.#keeper;
  }

  /** A process dies, if there is one, and the next begins. */
  async boot(): Promise<this> {
    this.#life?.kill();
    this.firmware.transfer.running = 0;
    if (this.#life !== undefined) this.firmware.installer.boot();
    const life = new MortalClock(this.clock);
    this.#life = life;
    const { transfer, image, installer } = this.firmware;
    const keeper: FirmwareKeeper = new FirmwareKeeper({
      transfer,
      image,
      installer,
      store: this.store.firmware,
      clock: life,
      log: silentLog,
      outlets: new OutletHold([this.evse]),
      judge: {
        judgeSigner: () => accepted(undefined),
        verify: () => Promise.resolve(this.isGenuine ? accepted(undefined) : refused("no")),
      },
      mayBeUnsigned: () => true,
      isHealthy: () => true,
      raise: (event) => this.raised.push(event),
      noticesWaiting: () => undefined,
      onStorageFailure: (error) => this.failures.push(error),
      restart: () => {
        life.after(seconds(1), () => {
          this.boot().catch((error: unknown) => this.failures.push(error));
        });
      },
    });
    this.#keeper = keeper;
    await keeper.start();
    return this;
  }

  /** What a process has begun in this turn is done before it can die. */
  async die(): Promise<void> {
    await this.clock.advance(millis(0));
    await this.boot();
  }

  order(requestId?: number, retries = 1): string {
    const signed = requestId === undefined ? {} : { signed: { requestId, certificate: "", signature: "" } };
    return this.keeper.update({
      location,
      retrieveAt: epochMillis(0),
      retries,
      retryInterval: seconds(10),
      ...signed,
    });
  }

  /** All that the back end was told. */
  told(): readonly string[] {
    const words: string[] = [];
    for (let head = this.store.notices.head(); head !== undefined; head = this.store.notices.head()) {
      if (head.notice.type === "firmware.status") words.push(head.notice.status);
      this.store.notices.remove(head.position);
    }
    return words;
  }
}

describe("the keeper of an update", () => {
  it("12.2 SignedUpdateFirmware: whatever fails, dies or is ordered meanwhile, it ends, and two downloads never run at once", async () => {
    const command = fc.constantFrom(
      "order",
      "die",
      "wait",
      "fail",
      "break",
      "forge",
      "charge",
      "leave",
      "refuse",
      "mend",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const rig = await new KeeperRig().boot();
        let requestId = 0;
        for (const each of commands) {
          if (each === "order") rig.order((requestId += 1));
          else if (each === "die") await rig.die();
          else if (each === "wait") await rig.clock.advance(seconds(4));
          else if (each === "fail") rig.firmware.transfer.script.push(missing);
          else if (each === "break") rig.firmware.transfer.script.push({ ...broken, part: 10 });
          else if (each === "forge") rig.isGenuine = !rig.isGenuine;
          else if (each === "charge" && rig.evse.machine.status() === "available") rig.evse.charge();
          else if (each === "leave" && rig.evse.machine.status() === "charging") rig.evse.leave();
          else if (each === "refuse") rig.diskFailure = refusal;
          else if (each === "mend") rig.diskFailure = undefined;
          expect(rig.firmware.transfer.mostRunning).toBeLessThanOrEqual(1);
        }
        rig.diskFailure = undefined;
        if (rig.evse.machine.status() === "charging") rig.evse.leave();
        await rig.clock.advance(minutes(10));

        expect(["none", "ended"]).toContain((rig.keeper.view() as { readonly state: string }).state);
        expect(rig.firmware.transfer.mostRunning).toBeLessThanOrEqual(1);
        expect(rig.evse.state().maintenance).toBeUndefined();
        expect(rig.evse.machine.status()).toBe("available");
        expect(rig.firmware.image.size()).toBe(0);
        expect(rig.failures.filter((failure) => failure !== refusal)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("never installs while a charge runs, however long it takes", async () => {
    const rig = await new KeeperRig().boot();
    rig.evse.charge();
    rig.order(1);
    await rig.clock.advance(minutes(600));
    expect(rig.firmware.installer.installs).toBe(0);
    rig.evse.leave();
    await rig.clock.advance(minutes(1));
    expect(rig.firmware.installer.installs).toBe(1);
    expect(rig.raised).toEqual(["FirmwareUpdated"]);
  });

  it("goes on from where it was when the disk that refused takes again", async () => {
    const rig = await new KeeperRig().boot();
    rig.evse.charge();
    rig.order(1);
    await rig.clock.advance(minutes(1));
    rig.diskFailure = refusal;
    rig.evse.leave();
    await rig.clock.advance(minutes(1));
    expect(rig.firmware.installer.installs).toBe(0);
    rig.diskFailure = undefined;
    await rig.clock.advance(minutes(1));
    expect(rig.firmware.installer.installs).toBe(1);
    expect(rig.evse.machine.status()).toBe("available");
    expect(rig.told().at(-1)).toBe("installed");
  });

  it("12.1 UpdateFirmware leaves the number of tries to the station where none is asked for", async () => {
    const rig = await new KeeperRig().boot();
    for (let times = 0; times < 10; times++) rig.firmware.transfer.script.push(missing);
    rig.keeper.update({ location, retrieveAt: epochMillis(0) });
    await rig.clock.advance(minutes(20));
    expect(rig.firmware.transfer.asked).toHaveLength(4);
    expect(rig.told()).toEqual(["downloading", "downloadFailed"]);
  });

  it("12.1 UpdateFirmware is not tried again where another try cannot help", async () => {
    const rig = await new KeeperRig().boot();
    rig.firmware.transfer.script.push({ kind: "badAddress", detail: "no address", isFinal: true });
    rig.order(undefined, 5);
    await rig.clock.advance(minutes(5));
    expect(rig.firmware.transfer.asked).toHaveLength(1);
    expect(rig.keeper.view()).toMatchObject({ state: "ended", why: "no address" });
  });

  it("begins anew, and lets the charger charge, where its record cannot be read", async () => {
    const rig = new KeeperRig();
    Object.assign(rig.store.firmware, {
      load: () => {
        throw new TypeError("corrupt");
      },
    });
    await rig.boot();
    expect(rig.keeper.view()).toMatchObject({ state: "none" });
    expect(rig.evse.machine.status()).toBe("available");
  });

  it("an installer that throws is a failed installation", async () => {
    const rig = await new KeeperRig().boot();
    rig.firmware.installer.onInstall = () => {
      throw new TypeError("the flash is gone");
    };
    rig.order(3);
    await rig.clock.advance(minutes(1));
    expect(rig.told().at(-1)).toBe("installationFailed");
    expect(rig.evse.machine.status()).toBe("available");
  });

  it("leaves no timer behind", async () => {
    const rig = await new KeeperRig().boot();
    rig.keeper.update({ location, retrieveAt: epochMillis(9_000_000_000_000) });
    await rig.clock.advance(minutes(1));
    await rig.keeper.stop();
    expect(rig.clock.pending()).toBe(0);
  });
});
