import { useState } from "preact/hooks";
import { isAtLeast } from "#agent/domain/site/role";
import { Area } from "../../components/area";
import { Figure } from "../../components/figure";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { SaidNotice, useSaid } from "../../components/said";
import { useAsked } from "../../model/asked";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { certificateTexts } from "./certificate-texts";

interface Certificate {
  readonly kind: "none" | "selfMade" | "uploaded";
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly validTo: string | null;
  readonly fingerprint: string | null;
}

const DAY_MS = 86_400_000;
/** Enough for somebody to get another one. */
const SOON_DAYS = 30;

/** The certificate by which browsers know this page. */
export function CertificateScreen() {
  const { session } = usePage();
  const shell = useTexts(shellTexts);
  const role = useCell(session.info)?.login?.role ?? "viewer";
  const { reply, askAgain } = useAsked<Certificate>("/api/certificate");
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{shell.failed}</Notice>;
  return (
    <>
      <Present certificate={reply.body} />
      {isAtLeast(role, "owner") && <Change isUploaded={reply.body.kind === "uploaded"} onChanged={askAgain} />}
    </>
  );
}

function Present({ certificate }: { readonly certificate: Certificate }) {
  const { live } = usePage();
  const texts = useTexts(certificateTexts);
  const format = formatFor(useLanguage());
  const { kind, subject, issuer, validTo, fingerprint } = certificate;
  const days = validTo === null ? undefined : Math.floor((Date.parse(validTo) - live.now()) / DAY_MS);
  return (
    <section class="card">
      <p class="headline">{texts.kinds[kind]}</p>
      {days !== undefined && days < 0 && <Notice mood="problem">{texts.expired}</Notice>}
      {days !== undefined && days >= 0 && days < SOON_DAYS && <Notice mood="warning">{texts.expiresSoon(days)}</Notice>}
      {validTo !== null && (
        <dl class="figures">
          <Figure label={texts.subject} value={subject ?? ""} />
          <Figure label={texts.issuer} value={issuer ?? ""} />
          <Figure label={texts.validTo} value={format.dateTime(new Date(validTo).toISOString())} />
        </dl>
      )}
      {fingerprint !== null && (
        <>
          <p class="hint">{texts.fingerprint}</p>
          <p class="code">{fingerprint}</p>
          <p class="hint">{texts.fingerprintWhy}</p>
        </>
      )}
    </section>
  );
}

interface ChangeProps {
  readonly isUploaded: boolean;
  readonly onChanged: () => Promise<void>;
}

function Change({ isUploaded, onChanged }: ChangeProps) {
  const { api } = usePage();
  const texts = useTexts(certificateTexts);
  const said = useSaid();
  const [certificate, setCertificate] = useState("");
  const [key, setKey] = useState("");
  const own = {
    notPem: texts.notPem,
    invalid: texts.notPem,
    keyMismatch: texts.keyMismatch,
    expired: texts.alreadyExpired,
  };
  const upload = async () => {
    const reply = await api.send("PUT", "/api/certificate", { certificate, key });
    said.tell(reply, texts.uploaded, own);
    if (reply.ok) setKey("");
    await onChanged();
  };
  const back = async () => {
    said.tell(await api.send("DELETE", "/api/certificate"), texts.done);
    await onChanged();
  };
  return (
    <section class="card">
      <h2>{texts.own}</h2>
      <SaidNotice words={said.words} />
      <Form submit={texts.upload} onSubmit={upload} isReady={certificate !== "" && key !== ""}>
        <Area label={texts.certificate} value={certificate} onInput={setCertificate} />
        <Area label={texts.key} value={key} onInput={setKey} />
      </Form>
      {isUploaded && (
        <p>
          <Press text={texts.back} onPress={back} />
        </p>
      )}
    </section>
  );
}
