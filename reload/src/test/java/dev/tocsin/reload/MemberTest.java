// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.PrivateKinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What applications do with the library, in a ring of two peers with certificates and a client.
class MemberTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Enrolled ENROLLED = Enrolled.overlay();

  /// An application's own usage.
  private record Diary() implements Usage {
    static final Kind PAGE = PrivateKinds.kind(0xf0_0010, "page", Model.ARRAY);

    @Override
    public String name() {
      return "DIARY";
    }

    @Override
    public List<Kind> kinds() {
      return List.of(PAGE);
    }
  }

  @TempDir Path folder;

  private ReloadSettings settings(int number) {
    var id = Id.parse("%d0000000000000000000000000000001".formatted(number));
    var own = ENROLLED.credentials(id, Duration.ofDays(1), Instant.now());
    return ReloadSettings.certified(own, ENROLLED.authority().trust(), folder.resolve("" + number))
        .with(new Diary());
  }

  private static Entry page(String text) {
    return new Entry.Indexed(Entry.Indexed.LAST, Entry.Value.of(Bytes.of(text)));
  }

  private static String text(StoredValue value) {
    return value.entry().value().bytes().text();
  }

  @Test
  void storesFindsFetchesAndRemovesWhatAnApplicationMeans() throws Exception {
    try (var founder = ReloadNode.found(settings(1))) {
      founder.joined().get(20, TimeUnit.SECONDS);
      try (var peer = ReloadNode.join(settings(8).knowing(founder.address()));
          var client = ReloadClient.join(settings(5).knowing(founder.address()))) {
        peer.joined().get(20, TimeUnit.SECONDS);
        client.joined().get(20, TimeUnit.SECONDS);
        var place = ResourceName.of(client.id());

        client.store(place, Diary.PAGE, page("monday"), HOUR).get(20, TimeUnit.SECONDS);
        client.store(place, Diary.PAGE, page("tuesday"), HOUR).get(20, TimeUnit.SECONDS);

        assertThat(peer.fetch(place, Diary.PAGE).get(20, TimeUnit.SECONDS))
            .extracting(MemberTest::text)
            .containsExactly("monday", "tuesday");
        assertThat(founder.find(place, Diary.PAGE).get(20, TimeUnit.SECONDS)).contains(place);

        client.remove(place, Diary.PAGE).get(20, TimeUnit.SECONDS);
        assertThat(founder.fetch(place, Diary.PAGE).get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(peer.find(place, Diary.PAGE).get(20, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  @Test
  void saysWhyTheOverlayRefuses() throws Exception {
    try (var founder = ReloadNode.found(settings(1))) {
      founder.joined().get(20, TimeUnit.SECONDS);
      var elsewhere = ResourceName.of(Id.ONE);
      var refused = founder.store(elsewhere, Diary.PAGE, page("not mine"), HOUR);
      assertThatThrownBy(refused::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              ReloadException.class, why -> assertThat(why.code()).isEqualTo(FailureCode.FORBIDDEN))
          .hasMessageContaining("the signer's certificate is not for this place");
      assertThatThrownBy(() -> founder.send(Id.ONE, 1, "x", Bytes.of("anybody?")).join())
          .hasMessageContaining("no such peer");
    }
  }
}
