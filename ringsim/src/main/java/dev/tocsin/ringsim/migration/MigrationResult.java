// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.reload.core.migration.Stage;
import java.util.List;

/// What a move showed.
///
/// @param stages in their order, from the last part before the move
/// @param values that were there at the end
/// @param lost of these: nobody found them, asked three times
/// @param left peers that are still in A
public record MigrationResult(List<Part> stages, int values, int lost, int left) {

  public MigrationResult {
    stages = List.copyOf(stages);
  }

  /// Questions of one kind.
  ///
  /// @param failed nobody answered, or not with what is right
  public record Questions(int all, int failed) {
    static final Questions NONE = new Questions(0, 0);

    Questions plus(boolean isRight) {
      return new Questions(all + 1, isRight ? failed : failed + 1);
    }
  }

  /// While one stage was the latest.
  ///
  /// @param fetches of values, and of places whose value was removed
  /// @param wrong of the fetches that failed: an answer that was not right
  /// @param messagesInA that crossed the network
  public record Part(
      Stage stage,
      Questions fetches,
      int wrong,
      Questions writes,
      Questions sends,
      long messagesInA,
      long messagesInB) {}

  public int failedFetches() {
    return stages.stream().mapToInt(each -> each.fetches().failed()).sum();
  }

  public int failedWrites() {
    return stages.stream().mapToInt(each -> each.writes().failed()).sum();
  }

  public int failedSends() {
    return stages.stream().mapToInt(each -> each.sends().failed()).sum();
  }
}
