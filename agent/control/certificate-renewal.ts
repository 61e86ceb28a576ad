import { type AbortSignalLike, type Cancel, type Clock, every, sleep } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { hours, type Millis, minutes } from "#hal/core/units";
import type { Variables } from "#agent/control/variables";
import type { CsmsClient } from "#agent/ports/csms-client";
import type { CertificateRequest, CertificateSubject, KeyKind } from "#agent/security/certificate-request";
import type { CertificateStore, LeafKind } from "#agent/security/certificate-store";
import { readPemBundle } from "#agent/security/pem-bundle";

export interface CertificateRenewalOptions {
  readonly name: string;
  /** Whose certificate. */
  readonly kind: LeafKind;
  readonly keyKind: () => KeyKind;
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
  #cancels: readonly Cancel[] = [];
  #asking = new AbortController();
  #isAsking = false;
  /** After a series of requests that brought nothing; on the uptime clock. */
  #notBefore: Millis | undefined;

  constructor(options: CertificateRenewalOptions) {
    this.name = options.name;
    this.#options = options;
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
    const { store, variables, clock, kind } = this.#options;
    const own = store.leaf(kind, "candidate") ?? store.leaf(kind);
    const read = own === undefined ? undefined : readPemBundle(own.chain);
    const leaf = read?.ok === true ? read.value[0] : undefined;
    const days = variables.get("clientCertificateRenewalDays");
    return leaf !== undefined && days > 0 && leaf.notAfter - clock.now() < days * DAY;
  }

  /** The same request again for as long as nothing comes, with doubled waits: an answer that is only late must still find its key. */
  async #ask(abort: AbortSignalLike): Promise<void> {
    const { store, variables, serialNumber, makeRequest, csms, clock, log, kind, keyKind } = this.#options;
    const organization = variables.get("cpoName");
    try {
      const made = await makeRequest({ commonName: serialNumber, organization }, keyKind());
      if (abort.aborted) return;
      store.keepRequestedKey(kind, made.privateKey);
      const repeats = variables.get("certSigningRepeatTimes");
      for (let attempt = 0; attempt <= repeats; attempt++) {
        const answer = await csms.signCertificate(made.request);
        if (abort.aborted) return;
        log.info({ attempt, answer: answer.kind === "answered" ? answer.answer : "none" }, "certificate.asked");
        await sleep(clock, (variables.get("certSigningWaitMinimum") * 2 ** attempt) as Millis, abort);
        if (abort.aborted) return;
      }
      log.warn({ attempts: repeats + 1 }, "certificate.not-signed");
    } catch (error) {
      log.error({ why: describeError(error) }, "certificate.request-failed");
    }
    this.#notBefore = (clock.uptime() + DAY) as Millis;
  }
}
