import { useState } from "preact/hooks";
import type { Doubt, EntrySource } from "#agent/domain/logbook/logbook-entry";
import { isAtLeast } from "#agent/domain/site/role";
import { Notice } from "../../components/notice";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { placeTime, type SessionDetail } from "../../model/history";
import { useLoaded } from "../../model/loaded";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { EntryForm } from "./entry-form";
import { logbookTexts } from "./logbook-texts";

interface Change {
  readonly at: string;
  readonly source: EntrySource;
  readonly by: string;
  readonly odometer: number | null;
  readonly plate: string;
  readonly confirmed: Doubt | null;
}

interface SessionEntryProps {
  readonly detail: SessionDetail;
  readonly onChanged: () => Promise<void>;
}

/** The logbook of one session: what is missing, who entered what, and the way to correct it. */
export function SessionLogbook({ detail, onChanged }: SessionEntryProps) {
  const { session } = usePage();
  const texts = useTexts(logbookTexts);
  const role = useCell(session.info)?.login?.role ?? "viewer";
  return (
    <>
      {detail.logbook === "missing" && <Notice mood="warning">{texts.missing}</Notice>}
      {isAtLeast(role, "operator") && <Editor detail={detail} onChanged={onChanged} />}
    </>
  );
}

function Editor({ detail, onChanged }: SessionEntryProps) {
  const { api } = usePage();
  const texts = useTexts(logbookTexts);
  const [isOpen, setOpen] = useState(false);
  const path = `/api/sessions/${encodeURIComponent(detail.id)}/logbook`;
  const { reply, reload } = useLoaded<{ readonly changes: readonly Change[] }>(path);
  const changes = reply?.ok === true ? reply.body.changes : [];
  return (
    <section class="card" aria-labelledby="logbook">
      <h2 id="logbook">{texts.title}</h2>
      {changes.length > 0 && <History changes={changes} timeZone={detail.timeZone} />}
      {isOpen ? (
        <EntryForm
          submit={texts.enter}
          first={detail}
          send={(body) => api.send("PUT", path, body)}
          onDone={async () => {
            setOpen(false);
            await reload();
            await onChanged();
          }}
        />
      ) : (
        <button
          type="button"
          onClick={() => {
            setOpen(true);
          }}
        >
          {detail.plate === null ? texts.driverTitle : texts.correct}
        </button>
      )}
    </section>
  );
}

function History({ changes, timeZone }: { readonly changes: readonly Change[]; readonly timeZone: string }) {
  const texts = useTexts(logbookTexts);
  const language = useLanguage();
  const format = formatFor(language);
  return (
    <ul aria-label={texts.history}>
      {changes.map(({ at, source, by, odometer, plate, confirmed }) => (
        <li key={at}>
          {placeTime(at, language, timeZone)}: <strong>{plate}</strong>
          {odometer !== null && ` · ${texts.kilometres(format.number(odometer))}`} –{" "}
          {texts.by(texts.sources[source], by)}
          {confirmed !== null && `, ${texts.confirmedWords[confirmed]}`}
        </li>
      ))}
    </ul>
  );
}
