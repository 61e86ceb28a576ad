import type { MailTrouble } from "#agent/domain/site/mail-rules";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { SaidNotice, useSaid } from "../../components/said";
import { useAsked } from "../../model/asked";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import type { MailValues } from "./mail-draft";
import { MailForm } from "./mail-form";
import { mailTexts } from "./mail-texts";

interface MailView {
  readonly isComplete: boolean;
  readonly hasPassword: boolean;
  readonly last: { readonly at: string; readonly trouble: MailTrouble | null } | null;
}

interface Configuration {
  readonly items: readonly { readonly name: string; readonly value: string | null }[];
}

/** Where letters go, and whether they do. */
export function MailScreen() {
  const shell = useTexts(shellTexts);
  const configuration = useAsked<Configuration>("/api/configuration");
  const mail = useAsked<MailView>("/api/mail");
  if (configuration.reply === undefined || mail.reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!configuration.reply.ok || !mail.reply.ok) return <Notice mood="problem">{shell.failed}</Notice>;
  const known = Object.fromEntries(configuration.reply.body.items.map(({ name, value }) => [name, value ?? ""]));
  const askAgain = async () => {
    await Promise.all([configuration.askAgain(), mail.askAgain()]);
  };
  return <MailCard known={known} view={mail.reply.body} askAgain={askAgain} />;
}

interface MailCardProps {
  readonly known: MailValues;
  readonly view: MailView;
  readonly askAgain: () => Promise<void>;
}

function MailCard({ known, view, askAgain }: MailCardProps) {
  const { api } = usePage();
  const texts = useTexts(mailTexts);
  const { words, tell } = useSaid();
  const test = async () => {
    const answer = await api.send("POST", "/api/mail/test", {});
    const trouble = answer.ok ? undefined : texts.troubles[answer.details["trouble"] as MailTrouble];
    tell(answer, texts.tested, { incomplete: texts.incomplete, mailFailed: trouble ?? texts.troubles.failed });
    await askAgain();
  };
  const forget = async () => {
    tell(await api.send("PUT", "/api/mail/password", { password: "" }), texts.forgotten);
    await askAgain();
  };
  return (
    <section class="card">
      <p class="hint">{texts.why}</p>
      <MailForm known={known} hasPassword={view.hasPassword} onSaved={askAgain} />
      <div class="buttons">
        <Press text={texts.test} onPress={test} isReady={view.isComplete} />
        {view.hasPassword && <Press text={texts.forget} onPress={forget} look="quiet" />}
      </div>
      <SaidNotice words={words} />
      <LastLetter last={view.last} />
    </section>
  );
}

function LastLetter({ last }: Pick<MailView, "last">) {
  const texts = useTexts(mailTexts);
  const format = formatFor(useLanguage());
  if (last === null) return null;
  const time = format.dateTime(last.at);
  return (
    <p class="hint">
      {last.trouble === null ? texts.lastGood(time) : texts.lastBad(time, texts.troubles[last.trouble])}
    </p>
  );
}
