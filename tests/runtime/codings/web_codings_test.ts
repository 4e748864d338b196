import { WEB_CODINGS } from "../../../runtime/codings/web_codings.ts";
import { contentCodingContract } from "../../contracts/content_coding.ts";

for (const [name, coding] of Object.entries(WEB_CODINGS)) {
  contentCodingContract(`web codings, ${name}`, coding);
}
