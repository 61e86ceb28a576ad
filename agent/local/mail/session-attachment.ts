import type { Language } from "#agent/domain/site/site-settings";
import type { ReportForm, ReportPeriod } from "#agent/domain/site/report-period";
import type { SiteZone } from "#agent/domain/site/site-zone";
import type { Attachment } from "#agent/ports/mailer";

export interface AttachmentWish {
  readonly form: ReportForm;
  readonly period: ReportPeriod;
  readonly language: Language;
  readonly zone: SiteZone;
}

/** The sessions of a period as a file; tags show their last characters only, for mail lies about. */
export type SessionAttachment = (wish: AttachmentWish) => Promise<Attachment>;
