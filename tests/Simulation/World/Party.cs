using System.Globalization;

namespace Digdir.Altinn.Simulation.World;

/// <summary>
/// A party and its inbox. Changes come as an inhomogeneous Poisson process by the clock on the wall, and when service owners publish to many at once
/// (reference 4.1). They are drawn as time goes: <see cref="Advance"/> brings the inbox up to an instant, which never goes back. Not thread-safe.
/// </summary>
internal sealed class Party
{
    private const double Peak = 2.2;

    private readonly Surroundings _world;
    private readonly Dice _dice;
    private readonly double _perMillisecond;
    private readonly List<Item> _items = [];
    private readonly List<(string Cursor, string Query)> _pages = [];
    private string[]? _filtered;
    private long _nextOwn, _nextShared;
    private int _publication = -1;

    public Party(Surroundings world, int index, Dice dice, double perDay, int items)
    {
        _world = world;
        _dice = dice;
        Index = index;
        Number = SyntheticNumber(index);
        Urn = $"urn:altinn:organization:identifier-no:{Number}";
        Query = $"?party={Urn}&limit=25";
        Key = Dice.Mix((ulong)Number, 0x70617274);
        PartyIdText = (50_000_000 + (index * 7)).ToString(CultureInfo.InvariantCulture);

        // The profile's mean over a day is (8×2.2 + 6×0.6 + 10×0.05)/24: changes per day are those of a weekday.
        _perMillisecond = perDay / Calendar.Day / (((8 * Peak) + (6 * 0.6) + (10 * 0.05)) / 24);
        for (var i = 0; i < items; i++)
        {
            _items.Add(new Item(dice.Next(), Calendar.Start - (long)dice.Exponential(120.0 * Calendar.Day) - Calendar.Minute));
        }

        _items.Sort((one, other) => one.ChangedAt.CompareTo(other.ChangedAt));
        _nextOwn = DrawOwn(Calendar.Start);
        _nextShared = DrawShared();
    }

    public int Index { get; }

    /// <summary>An organisation number of the kind that Altinn's test environments use.</summary>
    public int Number { get; }

    public string Urn { get; }

    /// <summary>The query of its overview.</summary>
    public string Query { get; }

    public ulong Key { get; }

    /// <summary>Altinn's own number for it, which can be counted through.</summary>
    public string PartyIdText { get; }

    /// <summary>The inbox, the last changed last.</summary>
    public IReadOnlyList<Item> Items => _items;

    /// <summary>When the next change will happen.</summary>
    public long NextChange => Math.Min(_nextOwn, _nextShared);

    /// <summary>The item that changed last.</summary>
    public Item Latest => _items[^1];

    /// <summary>Reads that delivered events still call for: three each (reference 1.4), whatever the vendor uses them for.</summary>
    public int CalledFor { get; set; }

    /// <summary>The instant of the last change that the vendor holds a validator of; 0 for none.</summary>
    public long ValidatedAt { get; set; }

    /// <summary>The cursor that leads to a page, 1 or more.</summary>
    public string Cursor(int page) => PageOf(page).Cursor;

    /// <summary>The query that asks for a page, 0 or more.</summary>
    public string PageQuery(int page) => page == 0 ? Query : PageOf(page).Query;

    /// <summary>A query with one of many filters that each leave half of the inbox.</summary>
    public string Filtered(int filter) => (_filtered ??= [.. Enumerable.Range(0, 64).Select(number => $"{Query}&search=s{number}&status=New")])[filter];

    /// <summary>Lets everything happen that happens until then.</summary>
    public void Advance(long now)
    {
        while (NextChange <= now)
        {
            var at = NextChange;
            if (at == _nextShared)
            {
                _items.Add(new Item(_dice.Next(), at));
                _nextShared = DrawShared();
            }
            else
            {
                Change(at);
                _nextOwn = DrawOwn(at);
            }
        }
    }

    private (string Cursor, string Query) PageOf(int page)
    {
        while (_pages.Count < page)
        {
            var cursor = $"{Dice.Mix(Key, (ulong)_pages.Count + 1):x16}";
            _pages.Add((cursor, $"{Query}&continuationToken={cursor}"));
        }

        return _pages[page - 1];
    }

    private void Change(long at)
    {
        if (_items.Count == 0 || _dice.Chance(0.6))
        {
            _items.Add(new Item(_dice.Next(), at));
            return;
        }

        // What changes is mostly what is recent.
        var index = _items.Count - 1 - _dice.Zipf(_items.Count);
        var item = _items[index];
        item.Change(at);
        _items.RemoveAt(index);
        _items.Add(item);
    }

    /// <summary>By thinning: a candidate at the profile's peak is kept with the share that the hour has of it.</summary>
    private long DrawOwn(long at)
    {
        double t = at;
        while (t < _world.End)
        {
            t += _dice.Exponential(1 / (_perMillisecond * Peak));
            var then = (long)t;
            var hour = Calendar.HourOfDay(then);
            var profile = hour is >= 8 and < 16 ? Peak : hour is >= 6 and < 20 ? 0.6 : 0.05;
            if (_dice.Chance(profile / Peak * (Calendar.IsWeekend(then) ? 0.15 : 1)))
            {
                return then;
            }
        }

        return long.MaxValue;
    }

    private long DrawShared()
    {
        while (++_publication < _world.Publications.Count)
        {
            var (at, share) = _world.Publications[_publication];
            if (_dice.Chance(share))
            {
                return at + (long)_dice.Uniform(0, 2 * Calendar.Minute);
            }
        }

        return long.MaxValue;
    }

    private static int SyntheticNumber(int index)
    {
        // The index-th number of the synthetic series 31x that has a check digit.
        var body = 31_000_000 + (index * 11);
        while (true)
        {
            ReadOnlySpan<int> weights = [2, 3, 4, 5, 6, 7, 2, 3];
            int sum = 0, rest = body;
            foreach (var weight in weights)
            {
                sum += rest % 10 * weight;
                rest /= 10;
            }

            var check = (11 - (sum % 11)) % 11;
            if (check < 10)
            {
                return (body * 10) + check;
            }

            body++;
        }
    }
}
