import type { EvseBranch, LogbookLeaf } from "#agent/domain/site/state-tree";
import { Notice } from "../../components/notice";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { EntryForm } from "./entry-form";
import type { LogbookTexts } from "./logbook-en";
import { logbookTexts } from "./logbook-texts";

interface OutletEntryProps {
  readonly outlet: EvseBranch;
  readonly mayEnter: boolean;
}

/** What the running charge still needs, and the form for who may enter it. That it is held stands above as the reason. */
export function OutletEntry({ outlet: { logbook, session }, mayEnter }: OutletEntryProps) {
  const { api } = usePage();
  const texts = useTexts(logbookTexts);
  const format = formatFor(useLanguage());
  if (logbook === null || session === null) return null;
  return (
    <section class="logbook" aria-label={texts.title}>
      {!logbook.isHeld && <Notice mood="info">{wordsFor(logbook, texts, (time) => format.time(time))}</Notice>}
      {mayEnter && (
        <EntryForm
          key={session.transactionId}
          submit={texts.enter}
          isPlateKnown={!logbook.needs.includes("plate")}
          send={(body) => api.send("PUT", `/api/sessions/${encodeURIComponent(session.transactionId)}/logbook`, body)}
          onDone={() => undefined}
        />
      )}
    </section>
  );
}

function wordsFor({ needs, holdsAt }: LogbookLeaf, texts: LogbookTexts, time: (iso: string) => string): string {
  if (holdsAt === null) return texts.wantedStill;
  return needs.includes("plate") ? texts.wanted(time(holdsAt)) : texts.wantedOdometer(time(holdsAt));
}
