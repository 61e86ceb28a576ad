import { useState } from "preact/hooks";
import { type AccessRules, atClosingChoices, audiences, outsideHoursChoices } from "#agent/domain/access/access-rules";
import { Check } from "../../components/check";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { accessTexts } from "./access-texts";
import { type RulesDraft, rulesDraft, rulesOf } from "./rules-draft";

interface RulesFormProps {
  readonly first: AccessRules;
  readonly mayChange: boolean;
  readonly onSaved: () => Promise<void>;
}
interface PartProps {
  readonly draft: RulesDraft;
  readonly put: (change: Partial<RulesDraft>) => void;
}

/** The owner's decisions; others see them. */
export function RulesForm({ first, mayChange, onSaved }: RulesFormProps) {
  const { api } = usePage();
  const texts = useTexts(accessTexts);
  const shell = useTexts(shellTexts);
  const [draft, setDraft] = useState(() => rulesDraft(first));
  const [result, setResult] = useState<{ readonly mood: "good" | "problem"; readonly words: string } | undefined>();
  const put = (change: Partial<RulesDraft>) => {
    setDraft({ ...draft, ...change });
  };
  const save = async () => {
    const rules = rulesOf(draft);
    const reply = rules === undefined ? undefined : await api.send("PUT", "/api/access", rules);
    if (reply?.ok === true) {
      setResult({ mood: "good", words: texts.saved });
      await onSaved();
    } else if (reply === undefined || reply.status === 400) setResult({ mood: "problem", words: texts.invalid });
    else if (reply.error === "tokenNeeded") setResult({ mood: "problem", words: texts.tokenNeeded });
    else setResult({ mood: "problem", words: refusalWords(reply, shell) });
  };
  return (
    <section class="card">
      {!mayChange && <Notice mood="info">{texts.ownerOnly}</Notice>}
      <Form submit={texts.save} onSubmit={save} isReady={mayChange}>
        <fieldset disabled={!mayChange}>
          <Who draft={draft} put={put} />
          <When draft={draft} put={put} />
        </fieldset>
      </Form>
      {result !== undefined && <Notice mood={result.mood}>{result.words}</Notice>}
    </section>
  );
}

function Who({ draft, put }: PartProps) {
  const texts = useTexts(accessTexts);
  return (
    <>
      <h2>{texts.who}</h2>
      <Check
        label={texts.freeCharging}
        isOn={draft.freeCharging}
        onChange={(freeCharging) => {
          put({ freeCharging });
        }}
      />
      <Field
        label={texts.openToken}
        hint={texts.openTokenHint}
        value={draft.openToken}
        maxLength={20}
        onInput={(openToken) => {
          put({ openToken: openToken.trim() });
        }}
      />
      <Choice
        label={texts.audience}
        value={draft.audience}
        options={audiences.map((value) => ({ value, text: texts.audiences[value] }))}
        onChoose={(audience) => {
          put({ audience });
        }}
      />
      <Check
        label={texts.localAuthorization}
        hint={texts.localAuthorizationHint}
        isOn={draft.localAuthorization}
        onChange={(localAuthorization) => {
          put({ localAuthorization });
        }}
      />
      <Check
        label={texts.visitorsPay}
        isOn={draft.visitorsPay}
        onChange={(visitorsPay) => {
          put({ visitorsPay });
        }}
      />
      <Check
        label={texts.publiclyVisible}
        isOn={draft.publiclyVisible}
        onChange={(publiclyVisible) => {
          put({ publiclyVisible });
        }}
      />
    </>
  );
}

function When({ draft, put }: PartProps) {
  const texts = useTexts(accessTexts);
  return (
    <>
      <h2>{texts.when}</h2>
      <Check
        label={texts.limited}
        isOn={draft.isLimited}
        onChange={(isLimited) => {
          put({ isLimited });
        }}
      />
      {draft.isLimited && <Hours draft={draft} put={put} />}
    </>
  );
}

function Hours({ draft, put }: PartProps) {
  const texts = useTexts(accessTexts);
  return (
    <>
      <Field
        label={texts.timeZone}
        value={draft.timeZone}
        onInput={(timeZone) => {
          put({ timeZone });
        }}
      />
      {texts.days.map((day, place) => (
        <Field
          key={String(place)}
          label={day}
          hint={place === 0 ? texts.dayHint : undefined}
          value={draft.days[place] ?? ""}
          onInput={(text) => {
            put({ days: draft.days.map((old, i) => (i === place ? text : old)) });
          }}
        />
      ))}
      <Field
        label={texts.holidays}
        hint={texts.holidaysHint}
        value={draft.holidays}
        onInput={(holidays) => {
          put({ holidays });
        }}
      />
      <Choice
        label={texts.outsideHours}
        value={draft.outsideHours}
        options={outsideHoursChoices.map((value) => ({ value, text: texts.outside[value] }))}
        onChoose={(outsideHours) => {
          put({ outsideHours });
        }}
      />
      <Choice
        label={texts.atClosing}
        value={draft.atClosing}
        options={atClosingChoices.map((value) => ({ value, text: texts.closing[value] }))}
        onChoose={(atClosing) => {
          put({ atClosing });
        }}
      />
    </>
  );
}
