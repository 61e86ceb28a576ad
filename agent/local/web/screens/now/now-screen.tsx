import type { CsmsBranch, EvseBranch } from "#agent/domain/site/state-tree";
import { useTicking } from "../../components/ticking";
import { useCell } from "../../model/cell";
import { usePage, useTexts } from "../../model/page";
import { backEndTexts } from "../back-end/back-end-texts";
import { lastMessageWords } from "../back-end/last-message";
import { nowTexts } from "./now-texts";
import { OutletCard } from "./outlet-card";

/** What every outlet does at this moment, why it does not, and what may be done about it. */
export function NowScreen() {
  const { live } = usePage();
  const texts = useTexts(nowTexts);
  const state = useCell(live.state);
  if (state === undefined) return <p class="waiting">{texts.waitingForState}</p>;
  const outlets: readonly (readonly [string, EvseBranch])[] = Object.entries(state.evses);
  return (
    <>
      <div class="outlets">
        {outlets.map(([id, outlet]) => (
          <OutletCard key={id} id={id} outlet={outlet} isOnly={outlets.length === 1} />
        ))}
      </div>
      <BackEndLine csms={state.csms} />
    </>
  );
}

/** In one line how old is what the back end was heard to say; more is on its own screen. */
function BackEndLine({ csms }: { readonly csms: CsmsBranch }) {
  const { live } = usePage();
  const texts = useTexts(backEndTexts);
  useTicking();
  return (
    <p class="hint">
      {texts.backEnd}: {texts.connectionWords[csms.connection]}. {texts.lastMessage}:{" "}
      {lastMessageWords(csms, texts, live.now())}
    </p>
  );
}
