package io.llamajar.server;

import io.llamajar.chat.template.Json;
import io.llamajar.server.Blocks.Block;
import java.util.List;
import java.util.Map;

/**
 * What OpenAI's newer API makes of a turn's blocks: items with parts.
 *
 * @param response the id of the reply, of which those of its items are made
 */
record ResponseItems(String response) {

  String id(Block block) {
    String prefix =
        switch (block.kind()) {
          case TEXT -> "msg_";
          case THOUGHTS -> "rs_";
          case CALL -> "fc_";
        };
    return prefix + response.substring(response.indexOf('_') + 1) + block.number();
  }

  /** An item of which nothing is known yet but what it will be. */
  Map<String, Object> begun(Block block) {
    return item(block, "in_progress", List.of(), "");
  }

  Map<String, Object> item(Block block, String status) {
    return item(block, status, List.of(part(block, block.text())), block.text());
  }

  private Map<String, Object> item(
      Block block, String status, List<Object> parts, String arguments) {
    return switch (block.kind()) {
      case TEXT ->
          Json.object(
              "id",
              id(block),
              "type",
              "message",
              "status",
              status,
              "role",
              "assistant",
              "content",
              parts);
      case THOUGHTS ->
          Json.object(
              "id",
              id(block),
              "type",
              "reasoning",
              "status",
              status,
              "summary",
              List.of(),
              "content",
              parts);
      case CALL ->
          Json.object(
              "id",
              id(block),
              "type",
              "function_call",
              "status",
              status,
              "call_id",
              block.id(),
              "name",
              block.name(),
              "arguments",
              arguments);
    };
  }

  /** The one part of an item that is not a call. */
  Map<String, Object> part(Block block, String text) {
    return block.kind() == Blocks.Kind.THOUGHTS
        ? Json.object("type", "reasoning_text", "text", text)
        : Json.object(
            "type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
  }
}
