import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { seconds } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { cards, Rehearsal } from "#simulator/rehearsal";
import { repository } from "#test/support/architecture-tree";
import { readStore } from "#test/support/rehearsal-store";
import { until } from "#test/support/rehearsal-until";
import { SystemdMachine, unitLines, unitUser } from "#test/support/systemd-machine";
import { temporaryDirectory } from "#test/support/temporary-directory";

const unit = join(repository, "config", "systemd", "borne.service");
const SERVICE = "borne.service";
const METER_START = 1_234_500;

/** The unit as it is delivered, on virtual devices: only places and lines differ, and nobody is patient for half a minute. */
class UnitBench {
  readonly rehearsal: Rehearsal;
  readonly #directory = temporaryDirectory();
  readonly #trouble = join(this.#directory, "trouble.js");
  #machine: SystemdMachine | undefined;

  constructor() {
    const lineClock = new SystemClock();
    const scale = { speed: 30, anchor: lineClock.now() };
    this.rehearsal = new Rehearsal({
      directory: this.#directory,
      clock: new ScaledClock(lineClock, scale),
      lineClock,
      scale,
      random: new SeededRandom(1),
      // The agent is systemd's: nothing is started here.
      command: "",
      execPath: "/bin/true",
      environment: {},
      logLevel: "info",
      meterStart: METER_START,
      variables: {
        ConnectionTimeOut: "3600",
        TransactionMessageAttempts: "1000",
        TransactionMessageRetryInterval: "6",
      },
    });
  }

  get machine(): SystemdMachine {
    if (this.#machine === undefined) throw new TypeError("the machine has not started");
    return this.#machine;
  }

  async start(): Promise<void> {
    onTestFinished(async ({ task }) => {
      await this.rehearsal.stop();
      if (task.result?.state === "fail") process.stderr.write(this.agentLog());
    });
    await this.rehearsal.start();
    this.#openLines();
    for (const path of [this.#directory, join(this.#directory, "dev"), this.rehearsal.configFile])
      chownSync(path, unitUser, unitUser);
    this.#machine = await SystemdMachine.start(temporaryDirectory(), {
      [SERVICE]: readFileSync(unit, "utf8"),
      [`${SERVICE}.d/here.conf`]: this.#dropIn(),
    });
  }

  /** Fresh terminals, as after a plug was pulled: an old one remembers what its last user left. */
  async freshLines(): Promise<void> {
    await this.rehearsal.startAgent();
    this.#openLines();
  }

  /** Plug, card, and energy flows. */
  async charge(): Promise<void> {
    const { station, csms } = this.rehearsal;
    station.plugIn({ stateOfCharge: 0.2 });
    await until("the vehicle is seen", () => this.received("StatusNotification").includes('"Preparing"'), seconds(30));
    station.tapCard(cards.valid);
    const isFlowing = () => station.outlet().meter.register() > METER_START + 200 && csms.state().transactions.size > 0;
    await until("energy flows", isFlowing, seconds(60));
  }

  /** It is found, killed, started again, and what was open is closed. */
  async isRevived(): Promise<void> {
    const { machine, rehearsal } = this;
    await until("systemd ends it", async () => (await machine.show(SERVICE, "Result")) === "watchdog", seconds(30));
    await this.freshLines();
    await until(
      "systemd starts it again",
      async () => (await machine.show(SERVICE, "ActiveState")) === "active",
      seconds(30),
    );
    expect(await machine.show(SERVICE, "NRestarts")).toBe("1");
    const transaction = () => [...rehearsal.csms.state().transactions.values()].at(-1);
    await until("the open charge is ended", () => transaction()?.stop !== undefined, seconds(60));
    expect(rehearsal.csms.state().transactions.size).toBe(1);
    expect(rehearsal.station.outlet().world.read().contactorClosed).toBe(false);
    const meterStop = transaction()?.stop?.meterStop ?? 0;
    expect(Math.abs(meterStop - rehearsal.station.outlet().meter.register())).toBeLessThanOrEqual(1.2);
  }

  async runInside(script: string): Promise<void> {
    writeFileSync(this.#trouble, script);
    await this.machine.signal(SERVICE, "USR2");
  }

  stored(): ReturnType<typeof readStore> {
    return readStore(join(this.#directory, "store"));
  }

  received(action: string): string {
    return this.rehearsal.csms.messages
      .filter((message) => message.action === action)
      .map(({ payload }) => JSON.stringify(payload))
      .join("\n");
  }

  agentLog(): string {
    return readFileSync(join(this.#directory, "agent.log"), "utf8");
  }

  /** As udev has serial lines: for a group only. */
  #openLines(): void {
    const devices = join(this.#directory, "dev");
    for (const name of readdirSync(devices)) {
      const line = realpathSync(join(devices, name));
      chownSync(line, 0, unitLines);
      chmodSync(line, 0o660);
    }
  }

  #dropIn(): string {
    const node = dirname(dirname(process.execPath));
    return `[Unit]
DefaultDependencies=no
Wants=
After=
StartLimitAction=none
[Service]
ExecStart=
ExecStart=${process.execPath} --import=${join(repository, "hil", "hang", "inside.mjs")} ${join(repository, "bin", "borne.mjs")} agent --config ${this.rehearsal.configFile}
Environment=BORNE_TROUBLE=${this.#trouble}
WatchdogSec=5
ProtectHome=tmpfs
BindReadOnlyPaths=${node} ${repository}
BindPaths=${this.#directory}
DeviceAllow=char-pts rw
StandardError=append:${join(this.#directory, "agent.log")}
`;
  }
}

describe("the unit file", () => {
  beforeAll(() => {
    if (process.getuid?.() !== 0) throw new TypeError("needs root");
  });

  it("R13 S7 is what systemd understands, and leaves little to whoever gets hold of the process: exposure 1.5 at most", () => {
    const analyze = (...args: readonly string[]) => spawnSync("systemd-analyze", args, { encoding: "utf8" });
    // The program is not installed here.
    const complaints = analyze("verify", unit)
      .stderr.split("\n")
      .filter((line) => !/^$|is not executable/.test(line));
    expect(complaints).toEqual([]);
    const { status, stdout, stderr } = analyze("security", "--offline=true", "--threshold=15", unit);
    expect({ status, stderr, overall: stdout.trimEnd().split("\n").at(-1) }).toMatchObject({ status: 0 });
  });

  it("R13 R6 starts the agent under a real systemd, which finds it stopped, starts it again and loses nothing; and ends it in order", async () => {
    const bench = new UnitBench();
    await bench.start();
    const { machine, rehearsal } = bench;
    await machine.systemctl("start", SERVICE);
    expect(await machine.show(SERVICE, "ActiveState")).toBe("active");
    expect(await machine.show(SERVICE, "StatusText")).toBe("working");
    await bench.charge();
    await machine.signal(SERVICE, "STOP");
    await bench.isRevived();

    rehearsal.station.tapCard(cards.valid);
    await until("the next charge", () => rehearsal.csms.state().transactions.size === 2, seconds(60));
    await machine.systemctl("stop", SERVICE);
    expect(await machine.show(SERVICE, "ActiveState")).toBe("inactive");
    expect(await machine.show(SERVICE, "Result")).toBe("success");
    expect(rehearsal.station.outlet().world.read().contactorClosed).toBe(false);
    const books = bench.stored();
    expect(books.sessions.map(({ endedAt }) => typeof endedAt)).toEqual(["number", "number"]);
    expect(books.unbilled).toEqual([]);
    expect(books.runs.at(-1)).toEqual({ endedInOrder: true });
  });

  it("R13 R6 has an agent started again whose event loop runs for ever", async () => {
    const bench = new UnitBench();
    await bench.start();
    await bench.machine.systemctl("start", SERVICE);
    await bench.charge();
    await bench.runInside("for (;;);");
    await bench.isRevived();
    await bench.machine.systemctl("stop", SERVICE);
  });

  it("R13 does not start it again where the configuration is wrong", async () => {
    const bench = new UnitBench();
    await bench.start();
    const { machine } = bench;
    writeFileSync(bench.rehearsal.configFile, "{}");

    await expect(machine.systemctl("start", SERVICE)).rejects.toThrow();
    expect([await machine.show(SERVICE, "ExecMainStatus"), await machine.show(SERVICE, "NRestarts")]).toEqual([
      "78",
      "0",
    ]);
    expect(await machine.show(SERVICE, "ActiveState")).toBe("failed");
  });

  it("R13 may open adapters whose kind the kernel did not know at its start, and no other device", async () => {
    const directory = temporaryDirectory();
    const said = join(directory, "said");
    for (const major of [188, 166, 204]) {
      const path = join(directory, String(major));
      spawnSync("mknod", ["-m", "666", path, "c", String(major), "0"]);
    }
    chmodSync(directory, 0o777);
    const look = `for device in 188 166 204; do : < ${directory}/$device; done 2> ${said}; exit 0`;
    const machine = await SystemdMachine.start(temporaryDirectory(), {
      [SERVICE]: readFileSync(unit, "utf8"),
      [`${SERVICE}.d/here.conf`]: `[Unit]
DefaultDependencies=no
Wants=
After=
[Service]
Type=exec
WatchdogSec=0
Restart=no
BindPaths=${directory}
ExecStart=
ExecStart=/bin/bash -c "${look}"
`,
    });
    await machine.systemctl("start", SERVICE);
    await until("it has looked", async () => (await machine.show(SERVICE, "ActiveState")) === "inactive", seconds(10));
    const answers = readFileSync(said, "utf8").trimEnd().split("\n");
    expect(answers.map((line) => line.replace(/^.*: /, ""))).toEqual([
      "No such device or address",
      "No such device or address",
      "Operation not permitted",
    ]);
  });

  it("R13 gives up what fails five times within ten minutes", async () => {
    const quick =
      "[Unit]\nDefaultDependencies=no\nWants=\nAfter=\nStartLimitAction=none\n[Service]\nExecStart=\nExecStart=/bin/false\nRestartSec=100ms\n";
    const machine = await SystemdMachine.start(temporaryDirectory(), {
      [SERVICE]: readFileSync(unit, "utf8"),
      [`${SERVICE}.d/here.conf`]: quick,
    });
    await expect(machine.systemctl("start", SERVICE)).rejects.toThrow();
    await until("it gives up", async () => (await machine.show(SERVICE, "ActiveState")) === "failed", seconds(30));
    expect(await machine.show(SERVICE, "NRestarts")).toBe("5");
  });
});
