import { Signal } from "#hal/core/signal";
import { epochMillis } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { Notice } from "#agent/domain/notices/notice";
import type {
  AuthorizeAnswer,
  CsmsAnswer,
  CsmsClient,
  CsmsStatus,
  DataMessage,
  DataReply,
  StatusReport,
  TransactionAnswer,
} from "#agent/ports/csms-client";

/** A back end at the level of the port. */
export class FakeCsmsClient implements CsmsClient {
  readonly changes = new Signal<CsmsStatus>();
  readonly answers = new Signal<TransactionAnswer>();
  readonly reports: StatusReport[] = [];
  readonly asked: IdToken[] = [];
  readonly requests: string[] = [];
  readonly messages: DataMessage[] = [];
  readonly notices: Notice[] = [];
  answer: AuthorizeAnswer = { kind: "answered", answer: { status: "accepted" } };
  current: CsmsStatus = { connection: "connected", registration: "accepted", connections: 1, since: epochMillis(0) };
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

  async signCertificate(request: string): Promise<CsmsAnswer<"accepted" | "rejected">> {
    this.requests.push(request);
    return { kind: "answered", answer: "accepted" };
  }

  async transferData(message: DataMessage): Promise<CsmsAnswer<DataReply>> {
    this.messages.push(message);
    return { kind: "answered", answer: { status: "accepted" } };
  }

  tell(notice: Notice): void {
    this.notices.push(notice);
  }

  reportStatus(report: StatusReport): void {
    this.reports.push(report);
  }

  factsWaiting(): void {
    this.wakes += 1;
  }
}
