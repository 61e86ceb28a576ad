import { useState } from "preact/hooks";
import { DayField } from "../../components/day-field";
import { Figure } from "../../components/figure";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { useAnswer } from "../../model/answer";
import { locales } from "../../model/format";
import { type OccupancyReport, queryOf, type Use } from "../../model/history";
import { useLanguage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { occupancyTexts } from "./occupancy-texts";

/** How much of the time the place is taken: the last week unless somebody wants another time. */
export function OccupancyScreen() {
  const texts = useTexts(occupancyTexts);
  const shell = useTexts(shellTexts);
  const [days, setDays] = useState({ from: "", to: "" });
  const reply = useAnswer<OccupancyReport>(`/api/occupancy?${queryOf(days)}`);
  const shown = reply?.ok === true ? reply.body : undefined;
  return (
    <>
      <section class="card filters">
        <DayField
          label={texts.from}
          value={days.from === "" ? (shown?.from ?? "") : days.from}
          onPick={(from) => {
            setDays({ ...days, from });
          }}
        />
        <DayField
          label={texts.to}
          value={days.to === "" ? (shown?.to ?? "") : days.to}
          onPick={(to) => {
            setDays({ ...days, to });
          }}
        />
      </section>
      {reply === undefined && <p class="waiting">{shell.waiting}</p>}
      {reply?.ok === false && (
        <Notice mood="problem">{reply.error === "period" ? texts.badPeriod : refusalWords(reply, shell)}</Notice>
      )}
      {shown !== undefined && <Report report={shown} />}
    </>
  );
}

function Report({ report }: { readonly report: OccupancyReport }) {
  const texts = useTexts(occupancyTexts);
  const locale = locales[useLanguage()];
  const dayName = (day: string) =>
    new Date(day).toLocaleDateString(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  // The first of January 2024 was a Monday.
  const weekdayName = (weekday: number) =>
    new Date(Date.UTC(2024, 0, 1 + weekday)).toLocaleDateString(locale, { weekday: "long", timeZone: "UTC" });
  const percent = percentIn(locale);
  return (
    <>
      {report.isFull && <Notice mood="warning">{texts.full}</Notice>}
      <section class="card">
        <dl class="figures">
          <Figure label={texts.plugged} value={percent(share(report.whole, "plugged"))} />
          <Figure label={texts.charging} value={percent(share(report.whole, "charging"))} />
        </dl>
        <p class="hint">
          {texts.explained} {texts.timesOf(report.timeZone)}
        </p>
      </section>
      <Bars title={texts.byDay} rows={report.days.map((use) => ({ name: dayName(use.day), use }))} />
      <Bars title={texts.byHour} rows={report.hours.map((use, hour) => ({ name: `${String(hour)}:00`, use }))} />
      <Bars title={texts.byWeekday} rows={report.weekdays.map((use, i) => ({ name: weekdayName(i), use }))} />
    </>
  );
}

interface BarsProps {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly use: Use }[];
}

/** A table whose numbers can be seen as well. */
function Bars({ title, rows }: BarsProps) {
  const texts = useTexts(occupancyTexts);
  const percent = percentIn(locales[useLanguage()]);
  return (
    <section class="card">
      <table class="bars">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.when}</th>
            <th scope="col">{texts.plugged}</th>
            <th scope="col">{texts.charging}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, use }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{percent(share(use, "plugged"))}</td>
              <td>{percent(share(use, "charging"))}</td>
              <td class="bar" aria-hidden="true">
                <span class="plugged" style={{ width: cssPercent(share(use, "plugged")) }} />
                <span class="charging" style={{ width: cssPercent(share(use, "charging")) }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function share(use: Use, kind: "plugged" | "charging"): number {
  return use.total === 0 ? 0 : Math.min(1, use[kind] / use.total);
}

function percentIn(locale: string): (share: number) => string {
  return (value) => value.toLocaleString(locale, { style: "percent" });
}

function cssPercent(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}
