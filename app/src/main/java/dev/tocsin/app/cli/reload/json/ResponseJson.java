// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What responses carry.
final class ResponseJson {

  private static final long U32_MAX = 0xffff_ffffL;

  private ResponseJson() {}

  static Map<String, Object> write(Response response) {
    var json = new LinkedHashMap<String, Object>();
    switch (response) {
      case Answer.Probed(var id, var infos) -> {
        json.put("response_id", HexFormat.of().toHexDigits(id));
        json.put("infos", infos.stream().map(ResponseJson::info).toList());
      }
      case Answer.Connected(var data) -> RequestJson.connect(json, data);
      case Answer.Stored(var kinds) -> json.put("kinds", generations(kinds));
      case Answer.Fetched(var kinds) ->
          json.put("kinds", kinds.stream().map(DataJson::values).toList());
      case Answer.Removed(var kinds) -> json.put("kinds", generations(kinds));
      case Answer.Found(var kinds) ->
          json.put("kinds", kinds.stream().map(ResponseJson::closest).toList());
      case Answer.Tunneled _, Answer.Joined _, Answer.Left _, Answer.Updated _ -> {}
      case Response.Failure(var code, var reason, var info) -> {
        json.put("failure", Members.lower(code));
        json.put("reason", reason);
        info(json, info);
      }
    }
    return json;
  }

  private static Map<String, Object> info(ProbeInfo info) {
    var json = new LinkedHashMap<String, Object>();
    json.put("topic", Members.lower(info.topic()));
    json.put("value", info.value());
    return json;
  }

  private static List<Map<String, Object>> generations(List<KindGeneration> kinds) {
    return kinds.stream().map(DataJson::generation).toList();
  }

  private static Map<String, Object> closest(Response.Closest each) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", each.kind());
    json.put("resource", each.resource().toString());
    return json;
  }

  private static void info(Map<String, Object> json, Response.Info info) {
    switch (info) {
      case Response.Info.None() -> {}
      case Response.Info.NextHop(var peer) -> json.put("next", peer.toString());
      case Response.Info.Generations(var kinds) -> json.put("kinds", generations(kinds));
    }
  }

  static Answer answer(Method asked, Members in) {
    var answer =
        switch (asked) {
          case PROBE ->
              new Answer.Probed(
                  in.has("response_id") ? HexFormat.fromHexDigitsToLong(in.text("response_id")) : 0,
                  in.objects("infos").stream().map(ResponseJson::info).toList());
          case CONNECT -> new Answer.Connected(RequestJson.connect(in));
          case TUNNEL -> new Answer.Tunneled();
          case STORE -> new Answer.Stored(generations(in));
          case FETCH ->
              new Answer.Fetched(in.objects("kinds").stream().map(DataJson::values).toList());
          case REMOVE -> new Answer.Removed(generations(in));
          case FIND ->
              new Answer.Found(in.objects("kinds").stream().map(ResponseJson::closest).toList());
          case JOIN -> new Answer.Joined();
          case LEAVE -> new Answer.Left();
          case UPDATE -> new Answer.Updated();
        };
    in.end();
    return answer;
  }

  private static ProbeInfo info(Members in) {
    var topic = in.word("topic", ProbeInfo.Topic.class, ProbeInfo.Topic.RESPONSIBLE_SET);
    var info = new ProbeInfo(topic, in.number("value", 0, U32_MAX));
    in.end();
    return info;
  }

  private static List<KindGeneration> generations(Members in) {
    return in.objects("kinds").stream().map(DataJson::generation).toList();
  }

  private static Response.Closest closest(Members in) {
    var resource = in.has("resource") ? in.id("resource") : Id.ZERO;
    var closest = new Response.Closest(DataJson.kindOf(in), resource);
    in.end();
    return closest;
  }

  static Response.Failure failure(Members in) {
    var code = in.word("failure", FailureCode.class, FailureCode.OTHER);
    boolean hasNext = in.has("next");
    boolean hasKinds = in.has("kinds");
    Response.Info info =
        hasNext
            ? new Response.Info.NextHop(in.id("next"))
            : hasKinds ? new Response.Info.Generations(generations(in)) : new Response.Info.None();
    var reason = in.has("reason") ? in.text("reason") : code.reason();
    in.end();
    return new Response.Failure(code, reason, info);
  }
}
