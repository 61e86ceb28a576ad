import { mailSecurities } from "#agent/domain/site/mail-rules";
import { reportForms, reportSchedules } from "#agent/domain/site/report-period";
import { Check } from "../../components/check";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { SaidNotice } from "../../components/said";
import { useTexts } from "../../model/page";
import { type MailDraft, type MailValues, useMailDraft } from "./mail-draft";
import { mailTexts } from "./mail-texts";

interface MailFormProps {
  readonly known: MailValues;
  readonly hasPassword: boolean;
  readonly onSaved: () => Promise<void>;
}

export function MailForm({ known, hasPassword, onSaved }: MailFormProps) {
  const texts = useTexts(mailTexts);
  const draft = useMailDraft(known, onSaved);
  return (
    <Form submit={texts.save} onSubmit={draft.save}>
      <TextField draft={draft} name="mail.host" />
      <WordChoice draft={draft} name="mail.security" list={mailSecurities} shown={texts.securities} />
      <TextField draft={draft} name="mail.port" hint={texts.hints["mail.port"]} />
      <TextField draft={draft} name="mail.user" hint={texts.hints["mail.user"]} />
      <Field
        label={texts.password}
        value={draft.password}
        onInput={draft.setPassword}
        type="password"
        autoComplete="new-password"
        hint={hasPassword ? texts.passwordKept : texts.passwordNone}
      />
      <TextField draft={draft} name="mail.from" />
      <TextField draft={draft} name="mail.to" hint={texts.hints["mail.to"]} />
      <WordChoice draft={draft} name="mail.schedule" list={reportSchedules} shown={texts.schedules} />
      <WordChoice draft={draft} name="mail.form" list={reportForms} shown={texts.forms} />
      <Check
        label={texts.names["mail.alarms"]}
        isOn={draft.value("mail.alarms") === "on"}
        onChange={(isOn) => {
          draft.wish("mail.alarms")(isOn ? "on" : "off");
        }}
      />
      <SaidNotice words={draft.words} />
    </Form>
  );
}

interface TextFieldProps {
  readonly draft: MailDraft;
  readonly name: "mail.host" | "mail.port" | "mail.user" | "mail.from" | "mail.to";
  readonly hint?: string;
}

function TextField({ draft, name, hint }: TextFieldProps) {
  const texts = useTexts(mailTexts);
  return (
    <Field
      label={texts.names[name]}
      value={draft.value(name)}
      onInput={draft.wish(name)}
      hint={hint}
      error={draft.isRefused(name) ? texts.wrong : undefined}
      autoComplete="off"
    />
  );
}

interface WordChoiceProps<Word extends string> {
  readonly draft: MailDraft;
  readonly name: "mail.security" | "mail.schedule" | "mail.form";
  readonly list: readonly Word[];
  readonly shown: Readonly<Record<Word, string>>;
}

function WordChoice<Word extends string>({ draft, name, list, shown }: WordChoiceProps<Word>) {
  const texts = useTexts(mailTexts);
  const chosen = list.find((each) => each === draft.value(name));
  if (chosen === undefined) return null;
  const options = list.map((value) => ({ value, text: shown[value] }));
  return <Choice<Word> label={texts.names[name]} value={chosen} options={options} onChoose={draft.wish(name)} />;
}
