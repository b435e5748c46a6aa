// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.core.storage.Kept;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.fuzz.FuzzRun;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StorageChangeCodecTest {

  private static final StorageChangeCodec CODEC = new StorageChangeCodec();

  @Test
  void readsBackWhatItWrote() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var any = new AnyStorageChange(new SplittableRandom(seed));
    for (int i = 0; i < 5000; i++) {
      var change = any.next();
      assertThat(CODEC.decode(CODEC.encode(change))).isEqualTo(change);
    }
  }

  @Test
  void keepsTheFormThatStandsInJournals() {
    var place = new Kept.Place(new Id(1, 2), 3);
    var value =
        new StoredValue(
            0x100,
            60,
            new Entry.Keyed(Bytes.of("k"), Entry.Value.of(Bytes.of("v"))),
            Optional.empty());
    var kept =
        new Kept(
            place, new EntryId.Key(Bytes.of("k")), 0x100, 0x200, Optional.of(value), new Id(4, 5));
    var at = "0000000000000001000000000000000200000003";

    assertThat(hex(new StorageChange.Put(kept)))
        .isEqualTo(
            "01"
                + at
                + "0000000000000200" // its end
                + "00000000000000040000000000000005" // its owner
                + "0000000000000100" // its storage time
                + "0000003c" // its lifetime
                + "02000000016b" // its key
                + "0000000176" // its bytes
                + "00"); // not signed
    assertThat(hex(new StorageChange.Drop(place, new EntryId.Index(7))))
        .isEqualTo("02" + at + "0100000007");
    assertThat(hex(new StorageChange.Count(place, 9))).isEqualTo("03" + at + "0000000000000009");
    var removed = new Kept(place, new EntryId.Index(0), 1, 2, Optional.empty(), Id.ZERO);
    assertThat(hex(new StorageChange.Put(removed)))
        .isEqualTo("04" + at + "00000000000000020000000000000001" + "0100000000");
  }

  private static String hex(StorageChange change) {
    return HexFormat.of().formatHex(CODEC.encode(change));
  }

  @Test
  void givesAChangeOrARefusalForAnyBytes() {
    long seed = Long.getLong("seed", System.nanoTime());
    new FuzzRun(seed, 20_000, Duration.ofMinutes(1))
        .drive(List.of(target()))
        .forEach(System.out::println);
  }

  static FuzzTarget target() {
    var any = new AnyStorageChange(new SplittableRandom(1));
    var samples = Stream.generate(any::next).limit(200).map(CODEC::encode).toList();
    return new FuzzTarget(
        "stored change of a peer",
        samples,
        input -> {
          var change = CODEC.decode(input);
          if (!CODEC.decode(CODEC.encode(change)).equals(change)) {
            throw new AssertionError(change + " does not read back as itself");
          }
        });
  }
}
