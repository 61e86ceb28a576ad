import { useState } from "preact/hooks";
import { Figure } from "../../components/figure";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { useAsked } from "../../model/asked";
import { useLanguage, useTexts } from "../../model/page";
import { commissioningTexts } from "./commissioning-texts";

interface Label {
  readonly serialNumber: string;
  readonly macAddress: string;
  readonly pin: string;
  readonly password: string;
}

/** Asked for and drawn when somebody wants it: it is a key, and screens are looked at by more than one. */
export function LabelCard() {
  const texts = useTexts(commissioningTexts);
  const [isShown, setShown] = useState(false);
  return (
    <section class="card">
      <h2>{texts.label}</h2>
      <p class="hint">{texts.labelWhy}</p>
      {isShown ? (
        <Shown />
      ) : (
        <Press
          text={texts.showLabel}
          onPress={() => {
            setShown(true);
          }}
        />
      )}
    </section>
  );
}

function Shown() {
  const texts = useTexts(commissioningTexts);
  const language = useLanguage();
  const { reply } = useAsked<Label>("/api/commissioning/label");
  if (reply === undefined) return null;
  if (!reply.ok) return <Notice mood="info">{texts.labelGone}</Notice>;
  const { serialNumber, macAddress, pin, password } = reply.body;
  return (
    <>
      <img class="qr" src="/api/commissioning/label.svg" alt={texts.qr} width={200} height={200} />
      <dl class="figures">
        <Figure label={texts.serialNumber} value={serialNumber} />
        <Figure label={texts.macAddress} value={macAddress} />
        <Figure label={texts.pin} value={pin} />
        <Figure label={texts.password} value={password} />
      </dl>
      <a href={`/api/commissioning/label.pdf?language=${language}`} download="label.pdf">
        {texts.labelPdf}
      </a>
    </>
  );
}
