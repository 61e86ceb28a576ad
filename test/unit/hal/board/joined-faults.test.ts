import { expect, it } from "vitest";
import { JoinedFaults } from "#hal/board/joined-faults";
import { FaultSet } from "#hal/drivers/fault-set";

it("raises a fault of several devices with the first and clears it with the last", () => {
  const [left, right] = [new FaultSet(), new FaultSet()];
  const joined = new JoinedFaults([left, right]);
  const changes: string[] = [];
  const cancel = joined.changes.listen(({ code, active }) => changes.push(`${active ? "+" : "-"}${code}`));

  left.raise("reader.silent", "unplugged");
  right.raise("reader.silent", "unplugged");
  left.clear("reader.silent");
  expect(joined.active()).toEqual(["reader.silent"]);
  right.clear("reader.silent");
  cancel();
  left.raise("reader.silent", "again");

  expect(changes).toEqual(["+reader.silent", "-reader.silent"]);
});
