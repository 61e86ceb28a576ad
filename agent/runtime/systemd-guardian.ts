import { spawn } from "node:child_process";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { millis, type Millis } from "#hal/core/units";
import { noGuardian, type ProcessGuardian } from "#agent/ports/process-guardian";

/** systemd's own program for this: Node has no sockets of the kind on which systemd listens. */
const HELPER = "systemd-notify";
/** A helper that hangs must not pile up with the next ones. */
const HELPER_PATIENCE = 5_000;

const READY = "READY=1";
const ENDING = "STOPPING=1";

/** What of the environment concerns the way to systemd, and who we are. */
export interface ServiceProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
}

/** The systemd that started this process and wants to hear of it, else nobody. */
export function systemdGuardian({ env, pid }: ServiceProcess, log: Log): ProcessGuardian {
  const socket = env["NOTIFY_SOCKET"];
  return socket === undefined || socket === "" ? noGuardian : new Systemd(patienceOf(env, pid), env, log);
}

/** sd_watchdog_enabled(3): microseconds, meant for the process that WATCHDOG_PID names, or for whoever reads it. */
function patienceOf(env: ServiceProcess["env"], pid: number): Millis | undefined {
  const wanted = Number(env["WATCHDOG_USEC"]);
  const isForUs = env["WATCHDOG_PID"] === undefined || env["WATCHDOG_PID"] === String(pid);
  return isForUs && Number.isFinite(wanted) && wanted > 0 ? millis(wanted / 1000) : undefined;
}

class Systemd implements ProcessGuardian {
  readonly patience: Millis | undefined;
  readonly #env: ServiceProcess["env"];
  readonly #log: Log;
  #isFailing = false;
  /** Told once and not heard, as when a busy machine starts: whoever waits for it would end a process that works. */
  #isReadinessUnheard = false;

  constructor(patience: Millis | undefined, env: ServiceProcess["env"], log: Log) {
    this.patience = patience;
    this.#env = env;
    this.#log = log;
  }

  /** No shell; the helper gets the socket and the search path, and nothing else of what we know. */
  tell(latest: readonly string[]): void {
    const news = this.#isReadinessUnheard && !latest.includes(ENDING) ? [READY, ...latest] : latest;
    try {
      this.#send(news);
    } catch (error) {
      // Out of memory is thrown, out of processes is told.
      this.#failed(news, describeError(error));
    }
  }

  #send(news: readonly string[]): void {
    const env = { PATH: this.#env["PATH"], NOTIFY_SOCKET: this.#env["NOTIFY_SOCKET"] };
    const helper = spawn(HELPER, news, { env, stdio: "ignore", timeout: HELPER_PATIENCE, killSignal: "SIGKILL" });
    helper.on("error", (error) => {
      this.#failed(news, describeError(error));
    });
    helper.on("exit", (code, signal) => {
      if (code === 0) this.#heard(news);
      else this.#failed(news, `ended with ${String(code ?? signal)}`);
    });
    helper.unref();
  }

  #heard(news: readonly string[]): void {
    this.#isFailing = false;
    if (news.includes(READY)) this.#isReadinessUnheard = false;
  }

  /** Once is enough for the log: it is called all the time. */
  #failed(news: readonly string[], why: string): void {
    if (news.includes(READY)) this.#isReadinessUnheard = true;
    if (!this.#isFailing) this.#log.error({ helper: HELPER, why }, "watchdog.untold");
    this.#isFailing = true;
  }
}
