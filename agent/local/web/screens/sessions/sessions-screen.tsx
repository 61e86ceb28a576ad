import { useState } from "preact/hooks";
import { isAtLeast } from "#agent/domain/site/role";
import { Choice } from "../../components/choice";
import { DayField } from "../../components/day-field";
import { Field } from "../../components/field";
import { Figure } from "../../components/figure";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { useAnswer } from "../../model/answer";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { queryOf, type SessionFilter, type SessionTotals } from "../../model/history";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { SessionDetailCard } from "./session-detail-card";
import { SessionList } from "./session-list";
import type { SessionsTexts } from "./sessions-en";
import { sessionsTexts } from "./sessions-texts";

const all: SessionFilter = { from: "", to: "", token: "" };

/** What was charged here: which, how much, one of them looked at closely, and all of it to take along. */
export function SessionsScreen() {
  const [filter, setFilter] = useState(all);
  const [chosen, setChosen] = useState<string>();
  if (chosen !== undefined)
    return (
      <SessionDetailCard
        id={chosen}
        onBack={() => {
          setChosen(undefined);
        }}
      />
    );
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      <Totals filter={filter} />
      <SessionList key={queryOf(filter)} filter={filter} onChoose={setChosen} />
      <Exports filter={filter} />
    </>
  );
}

interface FiltersProps {
  readonly filter: SessionFilter;
  readonly onChange: (filter: SessionFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const { session } = usePage();
  const texts = useTexts(sessionsTexts);
  const role = useCell(session.info)?.login?.role ?? "viewer";
  return (
    <section class="card filters" aria-label={texts.filters}>
      <DayField
        label={texts.from}
        value={filter.from}
        onPick={(from) => {
          onChange({ ...filter, from });
        }}
      />
      <DayField
        label={texts.to}
        value={filter.to}
        onPick={(to) => {
          onChange({ ...filter, to });
        }}
      />
      {isAtLeast(role, "operator") && (
        <Field
          label={texts.token}
          value={filter.token}
          maxLength={36}
          onInput={(token) => {
            onChange({ ...filter, token: token.trim() });
          }}
        />
      )}
    </section>
  );
}

function Totals({ filter }: { readonly filter: SessionFilter }) {
  const texts = useTexts(sessionsTexts);
  const shell = useTexts(shellTexts);
  const format = formatFor(useLanguage());
  const reply = useAnswer<SessionTotals>(`/api/sessions/totals?${queryOf(filter)}`);
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{refusalWords(reply, shell)}</Notice>;
  const { sessions, energyWh, durationSeconds } = reply.body;
  return (
    <section class="card">
      <dl class="figures">
        <Figure label={texts.count} value={format.number(sessions)} />
        <Figure label={texts.totalEnergy} value={format.kilowattHours(energyWh)} unit="kWh" />
        <Figure label={texts.totalDuration} value={format.duration(durationSeconds)} unit="h" />
      </dl>
    </section>
  );
}

const fileForms = ["xlsx", "csv", "pdf"] as const;

function Exports({ filter }: { readonly filter: SessionFilter }) {
  const texts: SessionsTexts = useTexts(sessionsTexts);
  const pageLanguage = useLanguage();
  const [language, setLanguage] = useState<keyof SessionsTexts["languages"]>(pageLanguage);
  const options = (["en", "fr", "de", "nl"] as const).map((value) => ({ value, text: texts.languages[value] }));
  return (
    <section class="card" aria-label={texts.exports}>
      <h2>{texts.exports}</h2>
      <p class="hint">{texts.exportsHint}</p>
      <Choice label={texts.exportLanguage} value={language} options={options} onChoose={setLanguage} />
      <p class="exports">
        {fileForms.map((form) => (
          <a key={form} class="button" download href={`/api/sessions/export.${form}?${queryOf(filter, { language })}`}>
            {form.toUpperCase()}
          </a>
        ))}
      </p>
    </section>
  );
}
