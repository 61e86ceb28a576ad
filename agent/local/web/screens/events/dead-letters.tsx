import { isAtLeast } from "#agent/domain/site/role";
import { useAsked } from "../../model/asked";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { eventsTexts } from "./events-texts";

interface Letter {
  readonly position: number;
  readonly type: string;
  readonly at: string;
  readonly attempts: number;
}

/** What the back end refused for good, to be looked at and to be taken along. */
export function DeadLetters() {
  const { session } = usePage();
  const texts = useTexts(eventsTexts);
  const format = formatFor(useLanguage());
  const mayExport = isAtLeast(useCell(session.info)?.login?.role ?? "viewer", "installer");
  const { reply } = useAsked<{ readonly letters: readonly Letter[]; readonly total: number }>("/api/dead-letters");
  if (reply?.ok !== true) return null;
  const { letters, total } = reply.body;
  return (
    <section class="card">
      <h2>
        {texts.letters} ({format.number(total)})
      </h2>
      <p class="hint">{total === 0 ? texts.noLetters : texts.lettersWhy}</p>
      <ul class="rows">
        {letters.map(({ position, type, at, attempts }) => (
          <li key={position}>
            {format.dateTime(at)} <span lang="en">{type}</span>, {texts.attempts(attempts)}
          </li>
        ))}
      </ul>
      {total > 0 && mayExport && (
        <a href="/api/dead-letters/export" download="dead-letters.json">
          {texts.export}
        </a>
      )}
    </section>
  );
}
