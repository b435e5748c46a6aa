// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.id.Id;
import java.util.List;

/// What became of a request.
public sealed interface Response {

  /// It was done.
  sealed interface Answer extends Response {

    /// @param responseId random: two that answer the same probe differ in it
    record Probed(long responseId, List<ProbeInfo> infos) implements Answer {
      public Probed {
        infos = List.copyOf(infos);
      }
    }

    record Connected(ConnectData data) implements Answer {}

    /// It arrived, which says nothing of what the application makes of it.
    record Tunneled() implements Answer {}

    /// With what the generations are now.
    record Stored(List<KindGeneration> kinds) implements Answer {
      public Stored {
        kinds = List.copyOf(kinds);
      }
    }

    record Fetched(List<KindValues> kinds) implements Answer {
      public Fetched {
        kinds = List.copyOf(kinds);
      }
    }

    /// With what the generations are now.
    record Removed(List<KindGeneration> kinds) implements Answer {
      public Removed {
        kinds = List.copyOf(kinds);
      }
    }

    record Found(List<Closest> kinds) implements Answer {
      public Found {
        kinds = List.copyOf(kinds);
      }
    }

    record Joined() implements Answer {}

    record Left() implements Answer {}

    record Updated() implements Answer {}
  }

  /// It was not.
  ///
  /// @param reason for people
  record Failure(FailureCode code, String reason, Info info) implements Response {

    public static Failure of(FailureCode code) {
      return new Failure(code, code.reason(), new Info.None());
    }

    /// @param detail for people, behind the code's own words
    public static Failure of(FailureCode code, String detail) {
      return new Failure(code, code.reason() + ": " + detail, new Info.None());
    }

    /// @param next whom to ask instead
    public static Failure elsewhere(Id next) {
      var code = FailureCode.TRY_OTHER_PEER;
      return new Failure(code, code.reason(), new Info.NextHop(next));
    }

    /// @param kinds with what their generations are
    public static Failure outdated(List<KindGeneration> kinds) {
      var code = FailureCode.GENERATION_TOO_LOW;
      return new Failure(code, code.reason(), new Info.Generations(kinds));
    }
  }

  /// What a failure tells to programs.
  sealed interface Info {

    record None() implements Info {}

    record NextHop(Id peer) implements Info {}

    record Generations(List<KindGeneration> kinds) implements Info {
      public Generations {
        kinds = List.copyOf(kinds);
      }
    }
  }

  /// @param resource the nearest place clockwise that holds values of the kind, zero if there is
  ///   none
  record Closest(long kind, Id resource) {}
}
