import { useState } from "preact/hooks";
import type { Role } from "#agent/domain/site/role";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { SaidNotice, useSaid } from "../../components/said";
import { useAsked } from "../../model/asked";
import { useCell } from "../../model/cell";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { AccountForm } from "./account-form";
import { accountsTexts } from "./accounts-texts";

interface Account {
  readonly name: string;
  readonly role: Role;
  readonly mustChangePassword: boolean;
}

/** Who may log in, with which role; passwords are given once and changed by whoever got them. */
export function AccountsScreen() {
  const { api } = usePage();
  const texts = useTexts(accountsTexts);
  const shell = useTexts(shellTexts);
  const { reply, askAgain } = useAsked<{ readonly accounts: readonly Account[] }>("/api/accounts");
  const said = useSaid();
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{shell.failed}</Notice>;
  const remove = async (name: string) => {
    said.tell(await api.send("DELETE", `/api/accounts/${name}`), texts.done, { lastOwner: texts.lastOwner });
    await askAgain();
  };
  return (
    <>
      <SaidNotice words={said.words} />
      <section class="card">
        <h2>{texts.list}</h2>
        <ul class="rows">
          {reply.body.accounts.map((account) => (
            <Row key={account.name} account={account} onRemove={remove} onChanged={askAgain} />
          ))}
        </ul>
      </section>
      <section class="card">
        <h2>{texts.add}</h2>
        <AccountForm onDone={askAgain} />
      </section>
    </>
  );
}

interface RowProps {
  readonly account: Account;
  readonly onRemove: (name: string) => Promise<void>;
  readonly onChanged: () => Promise<void>;
}

function Row({ account, onRemove, onChanged }: RowProps) {
  const { session } = usePage();
  const own = useCell(session.info)?.login?.account;
  const texts = useTexts(accountsTexts);
  const [open, setOpen] = useState<"nothing" | "change" | "remove">("nothing");
  const { name, role, mustChangePassword } = account;
  return (
    <li>
      <div class="row">
        <strong>{name}</strong>
        <span>
          {texts.roles[role]}
          {name === own && ` (${texts.you})`}
          {mustChangePassword && `, ${texts.mustChange}`}
        </span>
        {name !== "owner" && open === "nothing" && (
          <span class="buttons">
            <Press
              text={texts.reset}
              label={`${texts.reset}: ${name}`}
              onPress={() => {
                setOpen("change");
              }}
            />
            <Press
              text={texts.remove}
              look="danger"
              label={`${texts.remove}: ${name}`}
              onPress={() => {
                setOpen("remove");
              }}
            />
          </span>
        )}
      </div>
      {open === "change" && (
        <AccountForm
          account={account}
          onDone={async () => {
            setOpen("nothing");
            await onChanged();
          }}
        />
      )}
      {open === "remove" && (
        <div class="buttons">
          <Press text={texts.removeForGood} look="danger" onPress={() => onRemove(name)} />
          <Press
            text={texts.keep}
            onPress={() => {
              setOpen("nothing");
            }}
          />
        </div>
      )}
    </li>
  );
}
