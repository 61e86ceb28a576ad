import { useState } from "preact/hooks";
import { isAtLeast } from "#agent/domain/site/role";
import { Press } from "../../components/press";
import { SaidNotice, useSaid } from "../../components/said";
import type { Reply } from "../../model/api";
import { useCell } from "../../model/cell";
import { usePage, useTexts } from "../../model/page";
import { Farewell } from "./farewell";
import { systemTexts } from "./system-texts";

/** What is done to the charger as a whole, the harmless first. */
export function SystemScreen() {
  const { api, session } = usePage();
  const texts = useTexts(systemTexts);
  const isOwner = isAtLeast(useCell(session.info)?.login?.role ?? "viewer", "owner");
  return (
    <>
      <section class="card">
        <h2>{texts.reportTitle}</h2>
        <p>{texts.reportWhy}</p>
        <a href="/api/system/report" download="debug-report.json">
          {texts.download}
        </a>
      </section>
      <Twice
        title={texts.restartTitle}
        why={texts.restartWhy}
        press={texts.restart}
        sure={texts.restartSure}
        send={() => api.send("POST", "/api/system/restart", { kind: "soft" })}
      />
      <Twice
        title={texts.configurationTitle}
        why={texts.configurationWhy}
        press={texts.configuration}
        sure={texts.configurationSure}
        send={() => api.send("POST", "/api/system/reset-configuration", { confirm: "configuration" })}
      />
      {isOwner && (
        <>
          <Farewell
            title={texts.factoryTitle}
            why={texts.factoryWhy}
            press={texts.factory}
            path="/api/system/factory-reset"
          />
          <Farewell
            title={texts.decommissionTitle}
            why={texts.decommissionWhy}
            press={texts.decommission}
            path="/api/system/decommission"
          />
        </>
      )}
    </>
  );
}

interface TwiceProps {
  readonly title: string;
  readonly why: string;
  readonly press: string;
  readonly sure: string;
  readonly send: () => Promise<Reply<unknown>>;
}

/** Something that is done at the second press. */
function Twice({ title, why, press, sure, send }: TwiceProps) {
  const texts = useTexts(systemTexts);
  const said = useSaid();
  const [isAsked, setAsked] = useState(false);
  const act = async () => {
    setAsked(false);
    said.tell(await send(), texts.done, { charging: texts.charging });
  };
  return (
    <section class="card">
      <h2>{title}</h2>
      <p>{why}</p>
      <SaidNotice words={said.words} />
      <div class="buttons">
        {isAsked && <Press text={sure} look="danger" onPress={act} />}
        <Press
          text={isAsked ? texts.keep : press}
          onPress={() => {
            setAsked(!isAsked);
          }}
        />
      </div>
    </section>
  );
}
