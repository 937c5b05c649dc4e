using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>The read groups and products that one vendor was heard in, each with a number of one byte. Grows, never shrinks. Not thread-safe.</summary>
internal sealed class WatchedGroups(PollingRules rules)
{
    /// <summary>The most groups, and the most products; also the number of a product for which there is no room.</summary>
    public const byte Most = 255;

    private readonly List<ReadGroup> _names = [];
    private readonly List<GroupWatch> _groups = [];
    private readonly List<string> _products = [];

    /// <summary>The groups' names, oldest first.</summary>
    public IReadOnlyList<ReadGroup> Names => _names;

    /// <summary>The groups, oldest first.</summary>
    public IReadOnlyList<GroupWatch> All => _groups;

    /// <summary>The group with the number.</summary>
    public GroupWatch this[int number] => _groups[number];

    /// <summary>The group's number; -1 when it was not heard of.</summary>
    public int NumberOf(in ReadGroup group)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if (_names[i].Class == group.Class && string.Equals(_names[i].Product, group.Product, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The group, made when there is room; null when there is none.</summary>
    public GroupWatch? Of(ReadGroup group)
    {
        var number = NumberOf(group);
        if (number >= 0)
        {
            return _groups[number];
        }

        var product = ProductOf(group.Product);
        if (_groups.Count >= Most || product >= Most)
        {
            return null;
        }

        var made = new GroupWatch(group, (byte)_groups.Count, product, rules);
        _names.Add(group);
        _groups.Add(made);
        return made;
    }

    /// <summary>The product's number; <see cref="Most"/> when there is no room for it.</summary>
    public byte ProductOf(string product)
    {
        for (var i = 0; i < _products.Count; i++)
        {
            if (string.Equals(_products[i], product, StringComparison.Ordinal))
            {
                return (byte)i;
            }
        }

        if (_products.Count >= Most)
        {
            return Most;
        }

        _products.Add(product);
        return (byte)(_products.Count - 1);
    }
}
