import type { LimitOwner } from "#agent/domain/limits/current-limit";
import { Curve } from "../../components/curve";
import { Notice } from "../../components/notice";
import { formatFor, locales } from "../../model/format";
import type { SessionDetail } from "../../model/history";
import { useLanguage, useTexts } from "../../model/page";
import { nowTexts } from "../now/now-texts";
import { wholeOrTenth } from "../now/why-words";
import { sessionsTexts } from "./sessions-texts";

/** What flowed over time, and what kept it from being more. */
export function SessionCourse({ detail }: { readonly detail: SessionDetail }) {
  const texts = useTexts(sessionsTexts);
  const language = useLanguage();
  const shown = detail.curve.filter(({ powerW }) => powerW !== null);
  if (shown.length < 2) return <Notice mood="info">{texts.noCurve}</Notice>;
  const points = {
    times: detail.curve.map(({ at }) => Date.parse(at) / 1000),
    values: detail.curve.map(({ powerW }) => (powerW === null ? null : powerW / 1000)),
  };
  return (
    <section class="card wide">
      <h2>{texts.power}</h2>
      <Curve points={points} label={texts.power} unit="kW" language={language} digits={1} timeZone={detail.timeZone} />
      {detail.limits.length > 0 && <Limits detail={detail} />}
    </section>
  );
}

function Limits({ detail: { limits, timeZone } }: { readonly detail: SessionDetail }) {
  const texts = useTexts(sessionsTexts);
  const now = useTexts(nowTexts);
  const language = useLanguage();
  const { number } = formatFor(language);
  const time = (iso: string) => new Date(iso).toLocaleTimeString(locales[language], { timeStyle: "short", timeZone });
  return (
    <>
      <h3>{texts.limits}</h3>
      <ul class="limits">
        {limits.map(({ at, owner, amperes }) => (
          <li key={at}>
            {texts.since(time(at))}{" "}
            {now.limitedTo(number(amperes, wholeOrTenth(amperes)), ownerWords(now.owner, owner))}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A newer program may know more of them. */
function ownerWords(known: Readonly<Record<LimitOwner, string>>, owner: string): string {
  return Object.hasOwn(known, owner) ? known[owner as LimitOwner] : owner;
}
