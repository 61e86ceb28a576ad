import { useState } from "preact/hooks";
import { logbookScope, type LogbookScope, logbookScopes } from "#agent/domain/logbook/logbook-rule";
import { isAtLeast } from "#agent/domain/site/role";
import { Check } from "../../components/check";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { SaidNotice, useSaid } from "../../components/said";
import { useCell } from "../../model/cell";
import { useLoaded } from "../../model/loaded";
import { usePage, useTexts } from "../../model/page";
import { type Outcomes, refusedIn } from "../settings/outcomes";
import { logbookTexts } from "./logbook-texts";

interface Configuration {
  readonly items: readonly { readonly name: string; readonly value: string | null }[];
}
interface Draft {
  readonly scope: LogbookScope;
  readonly minutes: string;
  readonly hours: string;
  readonly isTold: boolean;
}

/** Whose charges need odometer and plate, and what becomes of them without. */
export function LogbookRulesCard() {
  const { reply } = useLoaded<Configuration>("/api/configuration");
  if (reply?.ok !== true) return null;
  const value = (name: string) => reply.body.items.find((item) => item.name === name)?.value ?? "";
  const first: Draft = {
    scope: logbookScope(value("logbookScope")),
    minutes: String(Number(value("logbookGrace")) / 60),
    hours: String(Number(value("logbookHold")) / 3600),
    isTold: value("logbookToBackEnd") === "true",
  };
  return <RulesForm first={first} />;
}

function RulesForm({ first }: { readonly first: Draft }) {
  const { api, session } = usePage();
  const texts = useTexts(logbookTexts);
  const [draft, setDraft] = useState(first);
  const [isWrong, setWrong] = useState(false);
  const { words, tell } = useSaid();
  const mayChange = isAtLeast(useCell(session.info)?.login?.role ?? "viewer", "installer");
  const put = (change: Partial<Draft>) => {
    setDraft({ ...draft, ...change });
    setWrong(false);
  };
  const save = async () => {
    const reply = await api.send<Outcomes>("PATCH", "/api/configuration", { items: itemsOf(draft) });
    const isRefused = reply.ok && refusedIn(reply).length > 0;
    setWrong(isRefused);
    if (!isRefused) tell(reply, texts.saved);
  };
  return (
    <section class="card" aria-labelledby="logbook-rules">
      <h2 id="logbook-rules">{texts.rules}</h2>
      {!mayChange && <Notice mood="info">{texts.installerOnly}</Notice>}
      <Form submit={texts.save} onSubmit={save} isReady={mayChange}>
        <fieldset disabled={!mayChange}>
          <Fields draft={draft} put={put} />
        </fieldset>
      </Form>
      {isWrong ? <Notice mood="problem">{texts.invalid}</Notice> : <SaidNotice words={words} />}
    </section>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly put: (change: Partial<Draft>) => void;
}

function Fields({ draft, put }: FieldsProps) {
  const texts = useTexts(logbookTexts);
  return (
    <>
      <Choice<LogbookScope>
        label={texts.scope}
        value={draft.scope}
        options={logbookScopes.map((value) => ({ value, text: texts.scopes[value] }))}
        onChoose={(scope) => {
          put({ scope });
        }}
      />
      <Field
        label={texts.grace}
        value={draft.minutes}
        inputMode="numeric"
        onInput={(minutes) => {
          put({ minutes });
        }}
      />
      <Field
        label={texts.hold}
        hint={texts.holdHint}
        value={draft.hours}
        inputMode="numeric"
        onInput={(hours) => {
          put({ hours });
        }}
      />
      <Check
        label={texts.tell}
        isOn={draft.isTold}
        onChange={(isTold) => {
          put({ isTold });
        }}
      />
    </>
  );
}

function itemsOf({ scope, minutes, hours, isTold }: Draft) {
  return [
    { name: "logbookGrace", value: secondsOf(minutes, 60) },
    { name: "logbookHold", value: secondsOf(hours, 3600) },
    { name: "logbookToBackEnd", value: String(isTold) },
    { name: "logbookScope", value: scope },
  ];
}

/** What is no number is sent as it is, for the charger to refuse. */
function secondsOf(text: string, unit: number): string {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() === "" || Number.isNaN(number) ? `?${text}` : String(Math.round(number * unit));
}
