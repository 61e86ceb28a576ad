import { Figure } from "../../components/figure";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { formatFor } from "../../model/format";
import { placeTime, type SessionDetail } from "../../model/history";
import { useLoaded } from "../../model/loaded";
import { useLanguage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { SessionLogbook } from "../logbook/session-entry";
import { SessionCourse } from "./session-course";
import { sessionsTexts } from "./sessions-texts";

interface SessionDetailCardProps {
  readonly id: string;
  readonly onBack: () => void;
}

/** One session with everything that is known of it. */
export function SessionDetailCard({ id, onBack }: SessionDetailCardProps) {
  const texts = useTexts(sessionsTexts);
  const shell = useTexts(shellTexts);
  const { reply, reload } = useLoaded<SessionDetail>(`/api/sessions/${encodeURIComponent(id)}`);
  return (
    <>
      <p>
        <button type="button" onClick={onBack}>
          {texts.back}
        </button>
      </p>
      {reply === undefined && <p class="waiting">{shell.waiting}</p>}
      {reply?.ok === false && <Notice mood="problem">{refusalWords(reply, shell)}</Notice>}
      {reply?.ok === true && <Facts detail={reply.body} />}
      {reply?.ok === true && <SessionLogbook detail={reply.body} onChanged={reload} />}
      {reply?.ok === true && <SessionCourse detail={reply.body} />}
    </>
  );
}

/** Label, value and unit; null where nobody knows. */
type Fact = readonly [label: string, value: string | null, unit?: string | null | undefined];

function Facts({ detail }: { readonly detail: SessionDetail }) {
  const texts = useTexts(sessionsTexts);
  const language = useLanguage();
  const format = formatFor(language);
  const time = (iso: string | null) => (iso === null ? null : placeTime(iso, language, detail.timeZone));
  const number = (value: number | null, digits = 0) => (value === null ? null : format.number(value, digits));
  const { cost, access, payment, stopCause, durationSeconds } = detail;
  const facts: readonly Fact[] = [
    [texts.start, time(detail.startedAt)],
    [texts.end, time(detail.endedAt) ?? texts.running],
    [texts.duration, durationSeconds === null ? null : format.duration(durationSeconds), "h"],
    [texts.energy, format.kilowattHours(detail.energyWh), "kWh"],
    [texts.tag, detail.alias],
    [texts.token, detail.token],
    [texts.charger, detail.charger],
    [texts.serialNumber, detail.serialNumber],
    [texts.place, detail.place],
    [texts.outlet, String(detail.evse)],
    [texts.stopCause, stopCause === null ? null : texts.stopWords[stopCause]],
    [texts.access, access === null ? null : texts.accessWords[access]],
    [texts.payment, payment === null ? null : texts.paymentWords[payment]],
    [cost?.isFinal === false ? texts.costSoFar : texts.cost, cost && format.number(cost.amount, 2), cost?.currency],
    [texts.odometer, number(detail.odometer), "km"],
    [texts.plate, detail.plate],
    [texts.co2, number(detail.co2AvoidedKg, 2), "kg"],
    [texts.meterStart, format.kilowattHours(detail.meterStartWh), "kWh"],
    [texts.meterStop, detail.meterStopWh === null ? null : format.kilowattHours(detail.meterStopWh), "kWh"],
    [texts.meterSerial, detail.meterSerial],
    [texts.csmsNumber, number(detail.csmsNumber)],
  ];
  return (
    <section class="card">
      <dl class="figures small">
        {facts.map(
          ([label, value, unit]) =>
            value !== null &&
            value !== "" && <Figure key={label} label={label} value={value} {...(unit ? { unit } : {})} />,
        )}
      </dl>
      <p class="hint">{texts.timesOf(detail.timeZone)}</p>
    </section>
  );
}
