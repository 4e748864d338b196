import type { Command } from "commander";
import type { DoctorArguments } from "../doctor/examine_start.ts";
import { addShippingOptions } from "./options/shipping_options.ts";

/**
 * Adds `samla doctor`: what is here of that which a start may need, and what
 * to do about what is not.
 *
 * @param samla The command it is a part of.
 * @param doctor What it does.
 */
export function addDoctorCommand(
  samla: Command,
  doctor: (flags: DoctorArguments) => Promise<void>,
): void {
  const command = samla.command("doctor")
    .description(
      "say what is here: runtime, folders, Python, credentials, servers, and what to do",
    )
    .option("--data-dir <folder>", "where would be recorded", "./samla-data")
    .option("--python <program>", "the Python to ask", "python3");
  addShippingOptions(command);
  command.action(doctor);
}
