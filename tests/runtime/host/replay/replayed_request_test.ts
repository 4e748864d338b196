import { assertEquals } from "@std/assert";
import { parseEvent } from "../../../../collector/reading/collected_event.ts";
import { replayedRequest } from "../../../../runtime/host/replay/replayed_request.ts";

function event(collection: string, rest: string) {
  return parseEvent(
    `{"id":"1","type":"azureml.inference.${collection}","time":"2026-11-27T00:00:00Z"${rest}}`,
  );
}

Deno.test("replayedRequest() asks for a table as the route takes one", () => {
  const rows = ',"data":[{"a":1,"b":9007199254740993},{"a":2}]';
  const table =
    '{"columns":["a","b"],"index":[0,1],"data":[[1,9007199254740993],[2,null]]}';
  const json = "application/json";
  assertEquals(replayedRequest(event("model_inputs", rows), "/score"), {
    contentType: json,
    body: `{"input_data":${table}}`,
  });
  assertEquals(replayedRequest(event("model_inputs", rows), "/invocations"), {
    contentType: json,
    body: `{"dataframe_split":${table}}`,
  });
});

Deno.test("replayedRequest() sends a payload as it came", () => {
  const json = ',"datacontenttype":"application/json","data":{"a":[1]}';
  assertEquals(replayedRequest(event("request", json), "/score"), {
    contentType: "application/json",
    body: '{"a":[1]}',
  });
  const text = ',"datacontenttype":"text/plain","data":"hej"';
  assertEquals(replayedRequest(event("request", text), "/score"), {
    contentType: "text/plain",
    body: "hej",
  });
});

Deno.test("replayedRequest() has nothing to send where no body is recorded", () => {
  assertEquals(replayedRequest(event("request", ""), "/score"), undefined);
  const file = ',"datainblob":"true","data":"azureml://x"';
  assertEquals(replayedRequest(event("request", file), "/score"), undefined);
});
