import type { CsmsBranch } from "#agent/domain/site/state-tree";
import { Figure } from "../../components/figure";
import { Notice } from "../../components/notice";
import { useTicking } from "../../components/ticking";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import type { BackEndTexts } from "./back-end-en";
import { backEndTexts } from "./back-end-texts";
import { lastMessageWords } from "./last-message";

/** Whether the back end hears this charger, and what it has not been told yet. */
export function BackEndScreen() {
  const { live } = usePage();
  const texts = useTexts(backEndTexts);
  const language = useLanguage();
  const state = useCell(live.state);
  useTicking();
  if (state === undefined) return <p class="waiting">{texts.waitingForState}</p>;
  const { csms, station } = state;
  const format = formatFor(language);
  const isWell = csms.connection === "connected" && csms.registration === "accepted";
  return (
    <>
      <section class={`card ${isWell ? "good" : "problem"}`}>
        <p class="headline">{texts.connectionWords[csms.connection]}</p>
        <dl class="figures">
          <Figure label={texts.registration} value={texts.registrationWords[csms.registration]} />
          <Figure label={texts.lastMessage} value={lastMessageWords(csms, texts, live.now())} />
          <Figure label={texts.since} value={format.dateTime(csms.since)} />
          <Figure label={texts.identity} value={station.identity} />
        </dl>
        {csms.trouble !== null && (
          <p>
            {texts.trouble}: <span lang="en">{csms.trouble}</span>
          </p>
        )}
      </section>
      {csms.isWaitingForSync && <Notice mood="warning">{texts.waitingForSync}</Notice>}
      <section class="card">
        <dl class="figures">
          <Figure label={texts.queued} value={format.number(csms.queued)} />
          <Figure label={texts.deadLetters} value={format.number(csms.deadLetters)} />
        </dl>
        <p class="hint">{deliveryWords(csms, texts)}</p>
      </section>
    </>
  );
}

function deliveryWords({ queued, deadLetters }: CsmsBranch, texts: BackEndTexts): string {
  if (deadLetters > 0) return texts.deadLettersWhy;
  return queued === 0 ? texts.allWell : "";
}
