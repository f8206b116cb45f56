package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;

/** What a request by OpenAI's newer API asked for, as replies tell it again. */
record ResponseSettings(Fields request, String model, GenerationOptions options) {

  Map<String, Object> told() {
    return Json.object(
        "instructions",
        asSent("instructions", None.NONE),
        "max_output_tokens",
        asSent("max_output_tokens", None.NONE),
        "metadata",
        asSent("metadata", Map.of()),
        "parallel_tool_calls",
        asSent("parallel_tool_calls", true),
        "previous_response_id",
        None.NONE,
        "reasoning",
        Json.object("effort", within("reasoning", "effort", None.NONE), "summary", None.NONE),
        "store",
        false,
        "temperature",
        options.sampling().warmth().temperature(),
        "text",
        Json.object("format", within("text", "format", Json.object("type", "text"))),
        "tool_choice",
        asSent("tool_choice", "auto"),
        "tools",
        asSent("tools", List.of()),
        "top_p",
        options.sampling().cuts().topP(),
        "truncation",
        "disabled");
  }

  private Object asSent(String field, Object otherwise) {
    return request.value(field).orElse(otherwise);
  }

  private Object within(String object, String field, Object otherwise) {
    return request.object(object).flatMap(fields -> fields.value(field)).orElse(otherwise);
  }
}
