import { type AbortSignalLike, type Cancel, type Clock, every, sleep } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { hours, type Millis, millis, minutes } from "#hal/core/units";
import type { Variables } from "#agent/control/variables";
import type { CsmsClient } from "#agent/ports/csms-client";
import type { CertificateRequest, CertificateSubject, KeyKind } from "#agent/security/certificate-request";
import type { CertificateStore, LeafKind } from "#agent/security/certificate-store";
import { readPemBundle } from "#agent/security/pem-bundle";

/** One of the station's certificates. */
export interface RenewedCertificate {
  readonly name: string;
  readonly kind: LeafKind;
  /** Of a new key. */
  readonly keyKind: () => KeyKind;
}

export interface CertificateRenewalOptions {
  /** That towards the back end unless given. */
  readonly certificate?: RenewedCertificate;
  readonly csms: Pick<CsmsClient, "isOnline" | "changes" | "signCertificate">;
  readonly store: CertificateStore;
  readonly variables: Pick<Variables, "get">;
  readonly serialNumber: string;
  readonly makeRequest: (subject: CertificateSubject, kind: KeyKind) => Promise<CertificateRequest>;
  readonly clock: Clock;
  readonly log: Log;
  readonly background: (name: string, work: Promise<void>) => void;
}

const DAY = hours(24);
const LOOK = minutes(10);

/** Asks for a new certificate of the station: when the back end wants it, and by itself before the present one ends. */
export class CertificateRenewal implements Component {
  readonly name: string;
  readonly #options: CertificateRenewalOptions;
  readonly #certificate: RenewedCertificate;
  #cancels: readonly Cancel[] = [];
  #asking = new AbortController();
  #isAsking = false;
  /** After a series of requests that brought nothing; on the uptime clock. */
  #notBefore: Millis | undefined;

  constructor(options: CertificateRenewalOptions) {
    this.#options = options;
    this.#certificate = options.certificate ?? towardsBackEnd(options.variables);
    this.name = this.#certificate.name;
  }

  start(_abort?: AbortSignalLike): Promise<void> {
    const look = () => {
      this.#look();
    };
    this.#cancels = [every(this.#options.clock, LOOK, look), this.#options.csms.changes.listen(look)];
    return Promise.resolve();
  }

  stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#asking.abort();
    return Promise.resolve();
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** Begins with a new key; a series of requests that is going on ends. */
  request(): void {
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#isAsking = true;
    const done = this.#ask(asking.signal).finally(() => {
      if (this.#asking === asking) this.#isAsking = false;
    });
    this.#options.background("certificate-request", done);
  }

  /** The certificate has come. */
  signed(): void {
    this.#asking.abort();
    this.#notBefore = undefined;
  }

  #look(): void {
    const { csms, clock } = this.#options;
    if (this.#isAsking || !csms.isOnline() || clock.uptime() < (this.#notBefore ?? 0)) return;
    if (this.#isDue()) this.request();
  }

  #isDue(): boolean {
    const { store, variables, clock } = this.#options;
    const { kind } = this.#certificate;
    const own = store.leaf(kind, "candidate") ?? store.leaf(kind);
    const read = own === undefined ? undefined : readPemBundle(own.chain);
    const leaf = read?.ok === true ? read.value[0] : undefined;
    const days = variables.get("clientCertificateRenewalDays");
    return leaf !== undefined && days > 0 && leaf.notAfter - clock.now() < days * DAY;
  }

  /** The same request again for as long as nothing comes, with doubled waits: an answer that is only late must still find its key. */
  async #ask(abort: AbortSignalLike): Promise<void> {
    const { store, variables, serialNumber, makeRequest, clock, log } = this.#options;
    const organization = variables.get("cpoName");
    const { kind, keyKind } = this.#certificate;
    try {
      const made = await makeRequest({ commonName: serialNumber, organization }, keyKind());
      if (isOver(abort)) return;
      store.keepRequestedKey(kind, made.privateKey);
      await this.#repeat(made.request, abort);
    } catch (error) {
      log.error({ why: describeError(error) }, "certificate.request-failed");
    }
    if (!isOver(abort)) this.#notBefore = millis(clock.uptime() + DAY);
  }

  async #repeat(request: string, abort: AbortSignalLike): Promise<void> {
    const { csms, variables, clock, log } = this.#options;
    const repeats = variables.get("certSigningRepeatTimes");
    for (let attempt = 0; attempt <= repeats; attempt++) {
      const answer = await csms.signCertificate(request);
      if (isOver(abort)) return;
      log.info({ attempt, answer: answer.kind === "answered" ? answer.answer : "none" }, "certificate.asked");
      await sleep(clock, millis(variables.get("certSigningWaitMinimum") * 2 ** attempt), abort);
      if (isOver(abort)) return;
    }
    log.warn({ attempts: repeats + 1 }, "certificate.not-signed");
  }
}

/** Asked anew each time: it changes while something is awaited. */
function isOver(abort: AbortSignalLike): boolean {
  return abort.aborted;
}

function towardsBackEnd(variables: Pick<Variables, "get">): RenewedCertificate {
  const keyKind = () => (variables.get("clientCertificateKeyType") === "RSA" ? "RSA" : "EC");
  return { name: "certificate-renewal", kind: "chargePoint", keyKind };
}
