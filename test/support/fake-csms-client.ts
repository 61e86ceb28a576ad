import { Signal } from "#hal/core/signal";
import { epochMillis } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type {
  AuthorizeAnswer,
  CsmsClient,
  CsmsStatus,
  StatusReport,
  TransactionAnswer,
} from "#agent/ports/csms-client";

/** A back end at the level of the port. */
export class FakeCsmsClient implements CsmsClient {
  readonly changes = new Signal<CsmsStatus>();
  readonly answers = new Signal<TransactionAnswer>();
  readonly reports: StatusReport[] = [];
  readonly asked: IdToken[] = [];
  answer: AuthorizeAnswer = { kind: "answered", info: { status: "accepted" } };
  current: CsmsStatus = { connection: "connected", registration: "accepted", since: epochMillis(0) };
  wakes = 0;

  status(): CsmsStatus {
    return this.current;
  }

  isOnline(): boolean {
    return this.current.connection === "connected" && this.current.registration === "accepted";
  }

  async authorize(token: IdToken): Promise<AuthorizeAnswer> {
    this.asked.push(token);
    return this.answer;
  }

  reportStatus(report: StatusReport): void {
    this.reports.push(report);
  }

  factsWaiting(): void {
    this.wakes += 1;
  }
}
