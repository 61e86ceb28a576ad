import { useState } from "preact/hooks";
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

const all: SessionFilter = { from: "", to: "", tag: "", evse: "", access: "", payment: "" };

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
  const texts = useTexts(sessionsTexts);
  const change = (wish: Partial<SessionFilter>) => {
    onChange({ ...filter, ...wish });
  };
  return (
    <section class="card wide filters" aria-label={texts.filters}>
      <DayField
        label={texts.from}
        value={filter.from}
        onPick={(from) => {
          change({ from });
        }}
      />
      <DayField
        label={texts.to}
        value={filter.to}
        onPick={(to) => {
          change({ to });
        }}
      />
      <Field
        label={texts.tag}
        value={filter.tag}
        maxLength={60}
        onInput={(tag) => {
          change({ tag });
        }}
      />
      <Choices filter={filter} onChange={change} />
      {queryOf(filter) !== "" && (
        <button
          type="button"
          onClick={() => {
            onChange(all);
          }}
        >
          {texts.showAll}
        </button>
      )}
    </section>
  );
}

interface ChoicesProps {
  readonly filter: SessionFilter;
  readonly onChange: (wish: Partial<SessionFilter>) => void;
}

/** What there are few of. */
function Choices({ filter, onChange }: ChoicesProps) {
  const { live } = usePage();
  const texts: SessionsTexts = useTexts(sessionsTexts);
  const outlets = Object.keys(useCell(live.state)?.evses ?? {});
  const any = { value: "" as const, text: texts.all };
  return (
    <>
      <Choice<SessionFilter["access"]>
        label={texts.access}
        value={filter.access}
        options={[any, ...(["private", "public"] as const).map((value) => ({ value, text: texts.accessWords[value] }))]}
        onChoose={(access) => {
          onChange({ access });
        }}
      />
      <Choice<SessionFilter["payment"]>
        label={texts.payment}
        value={filter.payment}
        options={[any, ...(["free", "paid"] as const).map((value) => ({ value, text: texts.paymentWords[value] }))]}
        onChoose={(payment) => {
          onChange({ payment });
        }}
      />
      {outlets.length > 1 && (
        <Choice
          label={texts.outlet}
          value={filter.evse}
          options={[any, ...outlets.map((value) => ({ value, text: value }))]}
          onChoose={(evse) => {
            onChange({ evse });
          }}
        />
      )}
    </>
  );
}

function Totals({ filter }: { readonly filter: SessionFilter }) {
  const texts = useTexts(sessionsTexts);
  const shell = useTexts(shellTexts);
  const format = formatFor(useLanguage());
  const reply = useAnswer<SessionTotals>(`/api/sessions/totals?${queryOf(filter)}`);
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{refusalWords(reply, shell)}</Notice>;
  const { sessions, energyWh, durationSeconds, costs, co2AvoidedKg } = reply.body;
  return (
    <section class="card">
      <dl class="figures">
        <Figure label={texts.count} value={format.number(sessions)} />
        <Figure label={texts.totalEnergy} value={format.kilowattHours(energyWh)} unit="kWh" />
        <Figure label={texts.totalDuration} value={format.duration(durationSeconds)} unit="h" />
        {costs.map(({ amount, currency }) => (
          <Figure key={currency} label={texts.totalCost} value={format.number(amount, 2)} unit={currency ?? ""} />
        ))}
        {co2AvoidedKg !== null && <Figure label={texts.co2} value={format.number(co2AvoidedKg, 1)} unit="kg" />}
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
